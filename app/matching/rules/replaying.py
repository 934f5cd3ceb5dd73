"""What came of running a run again, in words: the same bytes, or why not and whether the picks differ."""

from dataclasses import dataclass

from app.core.i18n import Text, text


@dataclass(frozen=True, slots=True)
class Replayed:
    """A run that was run again from what was kept of its inputs: the digest then and now, how many were picked; how
    many people left since, how many of the picks then are none now (`gone`), and how many picks are new (`came`)."""

    run_id: str
    digest: str
    again: str
    chosen: int
    waitlist: int
    people: int
    left: int
    gone: int
    came: int

    @property
    def is_equal(self) -> bool:
        """Whether it gave the same picks, byte for byte."""
        return self.digest == self.again

    @property
    def why(self) -> Text:
        """What came of it, with the reason where the bytes are others."""
        if self.is_equal:
            return text("The same picks, byte for byte.", "入选结果逐字节一致。")
        if not self.left:
            moved = self._moved()
            return text(
                f"Nobody has left since, yet the bytes are others: how it is computed has changed. {moved.pick('en')}",
                f"此后没有人离开，但结果的字节不同：计算方式已有变化。{moved.pick('zh-cn')}")
        one, moved = self.left == 1, self._moved()
        return text(
            f"{self.left:,} {'person has' if one else 'people have'} left since and {'is' if one else 'are'} no longer "
            f"in what is kept of the run, so the bytes are others. {moved.pick('en')}",
            f"此后有 {self.left:,} 人离开，其数据已从留存的输入中删除，因此字节不同。{moved.pick('zh-cn')}")

    def _moved(self) -> Text:
        if not self.gone and not self.came:
            return text("The same people are picked.", "入选的仍是同一批人。")
        return text(
            f"Of those picked then {self.gone:,} {'is' if self.gone == 1 else 'are'} not picked now, and {self.came:,} "
            f"{'is' if self.came == 1 else 'are'} new.",
            f"当时入选的人中有 {self.gone:,} 人不再入选，新入选 {self.came:,} 人。")
