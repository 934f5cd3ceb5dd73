"""The whole way in a browser: from signing up to a verified review that the brand reads on a page and over REST."""

import asyncio
import csv
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.core.clock import system_clock
from app.sandbox.network import SimulatedNetwork, SimulatedPost
from tests.e2e.conftest import DESK, PHONE, Opens, Served
from tests.e2e.window import Window

pytestmark = pytest.mark.e2e


async def test_a_gift_goes_all_the_way_to_a_review_that_its_brand_can_read(
        opens: Opens, served: Served, network: SimulatedNetwork, tmp_path: Path) -> None:
    ann, lin, mei, ops = await asyncio.gather(opens(PHONE), opens(PHONE), opens(DESK), opens(DESK))
    campaign, *_ = await asyncio.gather(
        prepare(mei, served), sign_up_in_english(ann, served), sign_up_in_chinese(lin, served),
        come_in(ops, served, "ops@house.example", "--ops"))
    await start(ops, campaign)
    await asyncio.gather(accept(ann), accept_in_chinese(lin))
    await send_parcels(ops, campaign, tmp_path)
    await confirm(ann)
    await asyncio.gather(hand_in(ann, network), mend_in_chinese(lin, network))
    await verify(ops)
    await read_reviews(mei, campaign)
    await read_over_rest(mei, served, campaign)


async def come_in(window: Window, served: Served, *who: str) -> None:
    """Somebody is made known by a command and opens the link that it prints."""
    made = await served.command("user", "add", *who)
    await window.open(made["link"])
    await window.press("Sign in")


async def open_link(window: Window, served: Served, contact: str, label: str = "Sign in") -> None:
    """Somebody opens a link that was sent to the own address."""
    await window.open((await served.command("user", "link", contact))["link"])
    await window.press(label)


async def sign_up_in_english(ann: Window, served: Served) -> None:
    await ann.open("/")
    await ann.looks_well("home")
    await ann.page.get_by_role("link", name="Sign up").locator("visible=true").first.click()
    await ann.type("Year and month of birth", "1996-04")
    await ann.choose("Your gender", "Woman")
    await ann.select("Where do you live?", "Shanghai")
    await ann.choose("Which stage of life", "Settled in my work")
    await ann.looks_well("sign-up-you")
    await ann.press("Next")
    for interest in ("Skincare", "Fashion", "Food and drink", "Home and decoration", "Gadgets and tech"):
        await ann.choose(interest, "5" if interest == "Skincare" else "3")
    await ann.glances("sign-up-enjoy")
    await ann.press("Next")
    await ann.choose("Which networks", "Weibo", "Instagram")
    await ann.choose("How often do you post", "4 to 8 times")
    await ann.choose("Do you work for", "None of these")
    await ann.press("Next")
    await ann.choose("You may use my answers", "Yes")
    await ann.choose("You may write to me", "Yes")
    await ann.glances("sign-up-agree")
    await ann.press("Next")
    await ann.type("Email or phone number", "ann@mail.example")
    await ann.looks_well("sign-up-finish")
    await ann.press("Become a member")
    await ann.sees("Thank you. Please look at your messages")
    await ann.glances("sign-up-sent")
    await open_link(ann, served, "ann@mail.example")
    await ann.glances("me-new")


async def sign_up_in_chinese(lin: Window, served: Served) -> None:
    await lin.open("/sign-up")
    await lin.press("中文", within=lin.page.locator("header"))
    assert await lin.page.locator("html").get_attribute("lang") == "zh-CN"
    await lin.type("您的出生年月", "1990-11")
    await lin.choose("你的性别", "男")
    await lin.select("你住在哪里？", "浙江 杭州")
    await lin.choose("哪个人生阶段", "工作稳定")
    await lin.looks_well("zh-sign-up-you")
    await lin.press("下一步")
    for interest in ("护肤", "穿搭", "美食和饮品", "家居布置", "数码科技"):
        await lin.choose(interest, "4")
    await lin.press("下一步")
    await lin.choose("你最常在哪些平台", "小红书", "微博")
    await lin.choose("你一个月大约发几条", "1–3 条")
    await lin.choose("你是否就职于", "都没有")
    await lin.press("下一步")
    await lin.choose("我同意用我的回答", "是")
    await lin.choose("有适合我的样品时", "是")
    await lin.press("下一步")
    await lin.type("邮箱或手机号", "138 0013 8000")
    await lin.press("成为会员")
    await lin.sees("谢谢！请查看您的消息")
    await open_link(lin, served, "13800138000", "登录")
    await lin.sees("你的主页")
    assert await lin.page.locator("html").get_attribute("lang") == "zh-CN"
    await lin.looks_well("zh-me-new")


async def prepare(mei: Window, served: Served) -> str:
    """What a brand does before anybody is invited; the campaign's id."""
    await come_in(mei, served, "mei@brand.example", "--brand", "Bergquell")
    await make_product(mei)
    return await write_campaign(mei)


async def make_product(mei: Window) -> None:
    await mei.open("/brand/products")
    await mei.follow("Add your first product")
    await mei.type("Name", "Barrier cream")
    await mei.type("Name in Chinese", "屏障修护霜")
    await mei.select("Category", "Skincare")
    await mei.type("About it", "A cream for dry evenings.")
    await mei.type("Variant 1", "50 ml")
    await mei.type("Retail value (CNY)", "168")
    await mei.type("Your cost (CNY)", "31.50")
    await mei.looks_well("brand-product")
    await mei.press("Save")
    await mei.sees("Barrier cream is saved.")
    await mei.glances("brand-products")


async def write_campaign(mei: Window) -> str:
    """Write a campaign and submit it; its id."""
    now = system_clock()
    await mei.open("/brand/campaigns")
    await mei.follow("Write your first campaign")
    await mei.type("Name", "Dry evenings")
    await mei.type("Name in Chinese", "秋日护肤")
    await mei.select("Trait 1", "Skincare")
    await mei.select("Weight", "3")
    await mei.select("Product", "Barrier cream · 50 ml")
    await mei.type("Pieces each", "1")
    await mei.type("For how many people", "2")
    await mei.type("The product, and what to try", "Use it for some evenings and say what you really think.")
    await mei.type("Starts", (now + timedelta(days=1)).strftime("%Y-%m-%dT09:00"))
    await mei.type("Ends", (now + timedelta(days=90)).strftime("%Y-%m-%dT09:00"))
    await mei.looks_well("brand-campaign-form")
    await mei.press("Save the draft")
    await mei.sees("The draft is saved.")
    await mei.glances("brand-campaign-draft")
    await mei.press("Submit for approval")
    await mei.sees("It is not submitted yet.")
    await mei.glances("brand-campaign-obstacles")
    await mei.press("Submit as it is")
    await mei.sees("Submitted. We look at it and tell you.")
    return mei.path.split("/")[3]


async def start(ops: Window, campaign: str) -> None:
    """Approve, match, approve the people, go live."""
    await ops.open("/ops")
    await ops.looks_well("ops-queue")
    await ops.open(f"/ops/campaigns/{campaign}")
    await ops.press("Approve")
    await ops.looks_well("ops-campaign")
    await ops.open("/ops/matching")
    await ops.press("Match now")
    await ops.looks_well("ops-run")
    await ops.press("Approve all 2 proposed")
    await ops.sees("Nothing has been sent yet.")
    await ops.waits_for("Approved")
    await ops.open(f"/ops/campaigns/{campaign}")
    await ops.press("Go live now")
    await ops.sees("The campaign is live.")


async def accept(ann: Window) -> None:
    await ann.open("/me")
    await ann.waits_for("One invitation waits for your answer")
    await ann.looks_well("me-invited")
    await ann.follow("Look at it")
    await ann.glances("invitations")
    await ann.follow("Dry evenings")
    await ann.follow("Yes, please")
    await ann.press("Accept the gift")
    await ann.sees("another look")
    for label, words in (("Who receives it", "林安"), ("Mobile number", "13800138001"), ("Province", "上海市"),
                         ("City", "上海市"), ("District", "静安区"), ("Street and number", "南京西路 1 号 301 室")):
        await ann.type(label, words)
    await ann.page.get_by_label("You may pass my address to the courier for this.").check()
    await ann.looks_well("invitation")
    await ann.press("Accept the gift")
    await ann.sees("Lovely! Your gift is being prepared.")
    await ann.looks_well("invitation-accepted")


async def accept_in_chinese(lin: Window) -> None:
    await lin.open("/me/invitations")
    await lin.waits_for("秋日护肤")
    await lin.glances("zh-invitations")
    await lin.follow("秋日护肤")
    await lin.follow("接受")
    for label, words in (("收件人", "林一"), ("手机号", "13800138002"), ("省份", "浙江省"), ("城市", "杭州市"),
                         ("区县", "西湖区"), ("街道和门牌号", "文一路 1 号 2 幢 301")):
        await lin.type(label, words)
    await lin.page.get_by_label("我同意将我的地址提供给快递公司用于寄送。").check()
    await lin.looks_well("zh-invitation")
    await lin.press("确认接受")
    await lin.sees("太好了！正在为你准备礼物。")
    await lin.glances("zh-invitation-accepted")


async def send_parcels(ops: Window, campaign: str, tmp_path: Path) -> None:
    """Export the parcels, read the sheet as a warehouse would, and take in its tracking numbers."""
    await ops.open("/ops/parcels")
    await ops.follow("Dry evenings")
    await ops.press("Export 2 parcels")
    await ops.looks_well("ops-parcels")
    sheet = await (await ops.downloads("CSV")).path()
    lines = list(csv.reader(sheet.read_text("utf-8-sig").splitlines()))
    rows = {line[1]: line for line in lines[1:]}
    assert set(rows) == {"林安", "林一"}
    assert "静安区" in rows["林安"]
    assert rows["林安"][2] == "13800138001"
    tracking = tmp_path / "tracking.csv"
    tracking.write_text("parcel number,carrier,tracking number,status\n" + "".join(
        f"{row[0]},SF,SF12345678901{place},delivered\n" for place, row in enumerate(rows.values())), "utf-8")
    await ops.page.get_by_label("CSV file").set_input_files(tracking)
    await ops.press("Take it in")
    await ops.sees("2 lines read")
    await ops.glances("ops-tracking")


async def confirm(ann: Window) -> None:
    await ann.open("/me")
    await ann.looks_well("me-on-its-way")
    await ann.sees("Your parcel is on its way. Is it with you?")
    await ann.follow("To the parcel")
    await ann.looks_well("parcel-arrived")
    await ann.press("I have it")
    await ann.sees("Good! Take your time and try it.")
    await ann.open("/me")
    await ann.sees("Try it at your own pace, then share your honest view.")
    await ann.glances("me-trying")


async def hand_in(ann: Window, network: SimulatedNetwork) -> None:
    """Post with the label, and paste what the app has copied."""
    link = network.publish(SimulatedPost("first-post", "ann_in_shanghai", "#gifted My skin is calm, my pillow is not.",
                                         system_clock(), reach=800))
    await ann.page.locator("summary", has_text="Menu").click()
    await ann.glances("me-menu")
    await ann.page.locator("header").get_by_role("link", name="My reviews").locator("visible=true").click()
    await ann.glances("my-reviews")
    await ann.follow("Dry evenings")
    await ann.type("The link of your post", "I have nothing yet")
    await ann.press("Hand it in")
    await ann.looks_well("review-refused")
    await ann.type("The link of your post", f"Have a look at my new post: {link} (copied from the app)")
    await ann.press("Hand it in")
    await ann.waits_for("What we checked")
    await ann.looks_well("review-checked")


async def mend_in_chinese(lin: Window, network: SimulatedNetwork) -> None:
    """Post without the label, read within seconds what to add, edit the post, have it looked at again: verified."""
    await lin.open("/me/answers/accounts")
    await lin.type("你的微博账号名", "lin_yi")
    await lin.press("保存")
    pasted = await write(lin, network, "屏障修护霜用了两周，晚上不干了，味道有点大。")
    await lin.open("/me/reviews")
    await lin.follow("秋日护肤")
    await lin.type("你发布的链接", pasted)
    await lin.press("提交")
    await lin.sees("还差一步", "请在正文开头加上“#赠品体验”。")
    await lin.looks_well("zh-review-to-mend")
    review = lin.path
    await lin.open(f"{network.origin}/write/{re.search(r'[0-9A-Za-z]{9,}', pasted.rpartition('/')[2])[0]}?lang=zh-cn")
    await lin.type("想说的话", "#赠品体验 屏障修护霜用了两周，晚上不干了，味道有点大。")
    await lin.page.get_by_role("button", name="保存修改").click()
    await lin.open(review)
    await lin.press("已经改好了，再看一次")
    await lin.sees("谢谢，一切顺利")
    await lin.looks_well("zh-review-verified")


async def write(lin: Window, network: SimulatedNetwork, words: str) -> str:
    """Write a post on the network's own page; what its share button copies."""
    await lin.open(f"{network.origin}/write?lang=zh-cn")
    await lin.page.get_by_label("平台").select_option(label="微博")
    await lin.page.get_by_label("账号名").fill("lin_yi")
    await lin.page.get_by_label("想说的话").fill(words)
    await lin.page.get_by_role("button", name="发布").click()
    return await lin.page.locator("code").inner_text()


async def verify(ops: Window) -> None:
    """Nobody declared an account on that network, so a person looks whose post it is."""
    await ops.open("/ops/reviews")
    await ops.glances("ops-reviews")
    await ops.sees("ann_in_shanghai", "#gifted My skin is calm")
    await ops.looks_well("ops-review-at-hand")
    for key, said in (("v", "No review needs you."), ("u", "Undone; here it is again."), ("v", "No review needs you.")):
        await ops.page.keyboard.press(key)
        await ops.sees(said)
    await ops.open("/ops/reviews?state=verified")
    await ops.waits_for("simulated")


async def read_reviews(mei: Window, campaign: str) -> None:
    await mei.open(f"/brand/campaigns/{campaign}")
    await mei.looks_well("brand-campaign-live")
    await mei.follow("All reviews")
    await mei.sees("My skin is calm, my pillow is not.")
    await mei.looks_well("brand-reviews")
    await mei.follow("Campaign")
    await mei.follow("Full report")
    await mei.sees("Cost per verified review")
    await mei.looks_well("brand-report")


async def read_over_rest(mei: Window, served: Served, campaign: str) -> None:
    """A key made on the team's page opens the same review to the brand's own program."""
    await mei.open("/brand/team")
    await mei.type("What is it for?", "our dashboard")
    await mei.page.get_by_label("May only read").check()
    await mei.press("Make a key")
    await mei.looks_well("brand-team")
    secret = await mei.page.locator(".copy code").inner_text()
    async with httpx.AsyncClient(base_url=served.url, trust_env=False,
                                 headers={"authorization": f"Bearer {secret}"}) as program:
        answer = await program.get("/api/v1/reviews", params={"campaign": campaign})
        assert answer.status_code == 200, answer.text
        verified = [one for one in answer.json()["data"] if one["state"] == "verified"]
    assert sorted(one["platform"] for one in verified) == ["simulated", "weibo"]
    assert "林" not in answer.text


async def test_without_javascript_a_mistake_stands_beside_its_field_and_what_was_typed_is_kept(opens: Opens) -> None:
    kim = await opens(PHONE, java_script_enabled=False)
    await kim.open("/sign-up")
    await kim.type("Year and month of birth", "1996-04")
    await kim.choose("Your gender", "Woman")
    await kim.press("Next")
    await kim.sees("another look")
    beside = kim.page.locator("fieldset.wrong", has_text="Which stage of life")
    assert await beside.locator(".error").count() == 1
    assert await kim.page.get_by_label("Year and month of birth").input_value() == "1996-04"
    assert await kim.page.get_by_label("Woman", exact=True).is_checked()
