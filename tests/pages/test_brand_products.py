"""A brand keeps its catalogue on pages."""

import httpx

from app.brands import queries, service
from app.core.paging import Ask
from app.core.work import Work
from tests import arrange
from tests.arrange_campaigns import product
from tests.pages.test_looks import Shape

TYPED = {
    "name.default": "Oat milk", "name.zh-cn": "燕麦奶", "category": "drink", "aliases": "oats, 燕麦",
    "variants.0.name.default": "1 litre", "variants.0.retail_value": "19.90", "variants.0.unit_cost": "7",
    "variants.0.options": "size: 1 l, taste：plain", "variants.1.name.default": "", "excluded.body:allergies": "gluten",
}


async def test_a_product_is_added_opened_and_changed(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    cookie = await arrange.cookie_of(work, owner.account_id)
    assert "Add your first product" in (await client.get("/brand/products", headers=cookie)).text
    assert Shape((await client.get("/brand/products/new", headers=cookie)).text).tags["h1"] == 1
    assert (await client.post("/brand/products/new", headers=cookie, data=TYPED)).status_code == 303
    [row] = (await work.read(queries.products, owner.viewer, Ask())).items
    [variant] = row.variants
    assert (variant.retail_value, variant.unit_cost) == (1990, 700)
    assert variant.options == {"size": "1 l", "taste": "plain"}
    assert row.contraindications == {"body:allergies": ["gluten"]}
    form = await client.get(f"/brand/products/{row.id}/edit", headers=cookie)
    assert 'value="19.90"' in form.text
    changed = await client.post(f"/brand/products/{row.id}/edit", headers=cookie, data={
        **TYPED, "variants.0.id": variant.id, "variants.0.retail_value": "21", "variants.1.name.default": "Barista"})
    assert changed.status_code == 303
    [row] = (await work.read(queries.products, owner.viewer, Ask())).items
    assert [(v.id == variant.id, v.retail_value) for v in row.variants] == [(True, 2100), (False, 0)]


async def test_a_mistake_keeps_what_was_typed(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    cookie = await arrange.cookie_of(work, owner.account_id)
    answer = await client.post("/brand/products/new", headers=cookie, data={
        **TYPED, "category": "", "variants.0.retail_value": "cheap"})
    assert answer.status_code == 422
    assert 'value="cheap"' in answer.text
    assert answer.text.count('class="error"') == 2
    none = await client.post("/brand/products/new", headers=cookie, data={"name.default": "Oat", "category": "drink"})
    assert (none.status_code, "Please name at least one variant" in none.text) == (422, True)
    assert "Please give an amount, such as 12.50." in answer.text
    more = await client.post("/brand/products/new", headers=cookie, data={**TYPED, "add": "variants"})
    assert (more.status_code, 'name="variants.2.name.default"' in more.text) == (200, True)
    assert (await work.read(queries.products, owner.viewer, Ask())).items == []


async def test_archived_products_are_found_and_restored(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    cookie = await arrange.cookie_of(work, owner.account_id)
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    assert (await client.post(f"/brand/products/{made.id}/archive", headers=cookie)).status_code == 303
    assert made.id not in (await client.get("/brand/products", headers=cookie)).text
    archived = await client.get("/brand/products?archived=true", headers=cookie)
    assert f"/brand/products/{made.id}/restore" in archived.text
    assert (await client.post(f"/brand/products/{made.id}/restore", headers=cookie)).status_code == 303


async def test_a_stranger_finds_no_product(client: httpx.AsyncClient, work: Work) -> None:
    owner, other = await arrange.brand(work), await arrange.brand(work, "Other")
    made = await work.do(service.make_product, owner.viewer, owner.id, product())
    cookie = await arrange.cookie_of(work, other.account_id)
    assert (await client.get(f"/brand/products/{made.id}/edit", headers=cookie)).status_code == 404
    assert (await client.post(f"/brand/products/{made.id}/archive", headers=cookie)).status_code == 404
    assert (await client.post(f"/brand/products/{made.id}/edit", headers=cookie, data=TYPED)).status_code == 404
