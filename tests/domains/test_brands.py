"""Brands, their members and their catalogue, on both databases."""

import pytest

from app.accounts import service as accounts
from app.brands import queries, service
from app.brands.rules import AlreadyMember, BrandNameTaken, LastOwner
from app.brands.schemas import MemberIn, ProductIn
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.paging import Ask
from app.core.work import Work
from tests import arrange
from tests.arrange import OPS
from tests.arrange_campaigns import product


def pointers(refusal: Invalid) -> set[str]:
    return {fault.pointer for fault in refusal.faults}


async def test_ops_make_a_brand_and_no_second_one_of_its_name(work: Work) -> None:
    made = await work.do(service.make_brand, OPS, "Bergquell")
    with pytest.raises(BrandNameTaken):
        await work.do(service.make_brand, OPS, "Bergquell")
    assert (await work.do(service.find_or_make, OPS, "Bergquell")).id == made.id


async def test_a_brand_may_not_make_brands(work: Work) -> None:
    owner = await arrange.brand(work)
    with pytest.raises(Forbidden):
        await work.do(service.make_brand, owner.viewer, "Another")


async def test_a_product_keeps_what_was_said_of_it(work: Work) -> None:
    owner = await arrange.brand(work)
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    found = await work.read(queries.product, owner.viewer, made.id)
    assert found.contraindications == {"body:allergies": ["gluten"]}
    assert [(v.external_ref, v.retail_value, v.unit_cost) for v in found.variants] == [
        ("oat-1l", 1990, 700), ("oat-barista", 2490, 900)]


async def test_a_contraindication_that_nobody_is_asked_about_is_refused_with_the_nearest_name(work: Work) -> None:
    owner = await arrange.brand(work)
    wrong = product(contraindications={"body:allergy": ["nuts"], "body:allergies": ["nutz"], "interest:food": ["5"]})
    with pytest.raises(Invalid) as refused:
        await work.do(service.make_product, owner.viewer, owner.id, wrong)
    assert pointers(refused.value) == {
        "/contraindications/body:allergy", "/contraindications/body:allergies", "/contraindications/interest:food"}
    assert "did you mean “body:allergies”?" in str(refused.value)
    assert "did you mean “nuts”?" in str(refused.value)


async def test_a_variant_that_is_left_out_is_archived_and_references_may_be_exchanged(work: Work) -> None:
    owner = await arrange.brand(work)
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    one, other = made.variants
    body = ProductIn.of(made).model_copy(update={"variants": [
        ProductIn.of(made).variants[0].model_copy(update={"external_ref": "oat-barista"}),
        ProductIn.of(made).variants[1].model_copy(update={"external_ref": "oat-1l"})]})
    await work.do(service.change_product, owner.viewer, made.id, body)
    changed = await work.do(service.change_product, owner.viewer, made.id, body.model_copy(
        update={"variants": body.variants[:1]}))
    assert [(v.id, v.external_ref, v.is_archived) for v in changed.variants] == [
        (one.id, "oat-barista", False), (other.id, "oat-1l", True)]


async def test_a_variant_of_another_product_is_refused(work: Work) -> None:
    owner = await arrange.brand(work)
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    twin = product(external_ref="oat", variants=[{"id": made.variants[0].id, "name": "1 litre"}])
    with pytest.raises(Invalid) as refused:
        await work.do(service.make_product, owner.viewer, owner.id, twin)
    assert pointers(refused.value) == {"/variants/0/id", "/external_ref"}


async def test_a_strange_brand_finds_no_such_product(work: Work) -> None:
    owner, stranger = await arrange.brand(work), await arrange.brand(work, "Other")
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    for verb in (service.archive_product, service.restore_product):
        with pytest.raises(NotFound):
            await work.do(verb, stranger.viewer, made.id)
    with pytest.raises(NotFound):
        await work.do(service.make_product, stranger.viewer, owner.id, product())


async def test_archived_products_leave_the_list(work: Work) -> None:
    owner = await arrange.brand(work)
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    await work.do(service.archive_product, owner.viewer, made.id)
    assert (await work.read(queries.products, owner.viewer, Ask())).items == []
    assert [p.id for p in (await work.read(queries.products, owner.viewer, Ask(), is_archived=True)).items] == [made.id]
    await work.do(service.restore_product, owner.viewer, made.id)
    assert [p.id for p in (await work.read(queries.products, OPS, Ask())).items] == [made.id]


async def test_an_invited_person_becomes_a_member_once_and_gets_the_link_again(work: Work) -> None:
    owner = await arrange.brand(work)
    body = MemberIn(email="Mina@Example.test", role="editor")
    first = await work.do(service.invite, owner.viewer, owner.id, body)
    again = await work.do(service.invite, OPS, owner.id, MemberIn(email="mina@example.test"))
    assert (first.id, first.role) == (again.id, "editor")
    assert [m.account_id for m in await work.read(queries.members_of, owner.viewer, owner.id)] == [
        owner.account_id, first.account_id]


async def test_who_merely_claims_an_email_is_not_let_into_the_brand(work: Work) -> None:
    owner = await arrange.brand(work)
    claimer = await arrange.person(work, "claimer")

    await work.do(accounts.add_contact, OPS, claimer.account_id, "email", "mina@example.test")
    member = await work.do(service.invite, owner.viewer, owner.id, MemberIn(email="mina@example.test"))
    assert member.account_id != claimer.account_id


async def test_a_member_is_added_once_and_the_last_owner_stays(work: Work) -> None:
    owner = await arrange.brand(work)
    with pytest.raises(AlreadyMember):
        await work.do(service.add_member, OPS, owner.id, owner.account_id)
    [only] = await work.read(queries.members_of, OPS, owner.id)
    with pytest.raises(LastOwner):
        await work.do(service.remove_member, owner.viewer, owner.id, only.id)


async def test_products_and_variants_need_no_reference_of_their_own(work: Work) -> None:
    owner = await arrange.brand(work)
    bare = {"external_ref": None, "variants": [{"name": "1 litre"}, {"name": "2 litres"}]}
    made = [await work.do(service.make_product, owner.viewer, owner.id, product(**bare)) for _ in range(2)]
    assert len({one.id for one in made}) == 2
    again = ProductIn.of(made[0])
    assert (await work.do(service.change_product, owner.viewer, made[0].id, again)).external_ref is None
