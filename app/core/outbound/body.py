"""The body of an answer as it arrives, unpacked within a limit."""

import zlib

from app.core.outbound.refusals import TooLarge, Unsound

MIB = 1024 * 1024
FRAMING_SLACK = 65_536
MOST_MEMBERS = 64


class Body:
    """Bytes off the wire, unpacked within a limit; neither packed nor unpacked ones grow beyond it."""

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise Unsound("an encoding that was not asked for")
        self._limit, self._packed, self._unpacked = limit, 0, bytearray()
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
        self._members = 1

    def add(self, piece: bytes) -> None:
        """Take the next bytes off the wire, or raise TooLarge at the first byte too many."""
        self._packed += len(piece)
        if self._packed > self._limit + FRAMING_SLACK:
            raise TooLarge(self._limit)
        if self._member is None:
            self._unpacked += piece
        else:
            self._unzip(self._member, piece)
        if len(self._unpacked) > self._limit:
            raise TooLarge(self._limit)

    def _unzip(self, member: "zlib._Decompress", piece: bytes) -> None:
        """Unpack at most one byte more than fits, through several members one after the other (RFC 1952, 2.2)."""
        try:
            while piece and len(self._unpacked) <= self._limit:
                if member.eof:
                    self._member = member = self._next_member()
                self._unpacked += member.decompress(piece, self._limit + 1 - len(self._unpacked))
                piece = member.unconsumed_tail or member.unused_data
        except zlib.error as error:
            raise Unsound(str(error)) from None

    def _next_member(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Unsound("more members than a page has reason for")
        return zlib.decompressobj(16 + zlib.MAX_WBITS)

    def whole(self) -> bytes:
        """The body, or Unsound where its end is missing."""
        if self._member is not None and self._packed and not self._member.eof:
            raise Unsound("cut short")
        return bytes(self._unpacked)
