"""The shapes in which networks answer, one file each, and the table of them."""

from app.sandbox.network.shapes import (
    bilibili,
    blog,
    douyin,
    facebook,
    instagram,
    kuaishou,
    simulated,
    tiktok,
    walls,
    wechat,
    weibo,
    x,
    xiaohongshu,
    youtube,
    zhihu,
)
from app.sandbox.network.shapes.shape import Asked, Member, Page, Shape

__all__ = ["SHAPES", "Asked", "Member", "Page", "Shape"]

SHAPES: dict[str, Shape] = {shape.slug: shape for shape in (
    xiaohongshu.SHAPE, weibo.SHAPE, douyin.SHAPE, wechat.SHAPE, bilibili.SHAPE, zhihu.SHAPE, kuaishou.SHAPE,
    instagram.SHAPE, tiktok.SHAPE, youtube.SHAPE, x.SHAPE, facebook.SHAPE, blog.SHAPE, simulated.SHAPE, *walls.SHAPES)}
"""By network."""
