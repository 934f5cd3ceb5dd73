"""Examples for the description, made of the shapes themselves: what a field is called says what stands in it."""

from typing import Any

REF = "#/components/schemas/"
ULID = "01KJZ5S8G0D2H4M6P8R0T2V4X6"
PREFIXES = {"campaign": "cmp", "consumer": "con", "brand": "brd", "review": "rev", "seat": "seat", "parcel": "par",
            "match": "mat", "run": "run", "offer": "off", "variant": "var", "product": "prd", "case": "case",
            "account": "acc", "key": "key", "lot": "lot"}
WORDS: dict[str, Any] = {
    "name": "Oat milk, spring", "contact": "lin@example.com", "email": "lin@example.com", "value": "lin@example.com",
    "words": "Is it vegan?", "note": "Fewer words.", "link": "https://www.xiaohongshu.com/explore/65f0",
    "currency": "CNY", "time_zone": "Asia/Shanghai", "language": "en", "default": "Oat milk", "zh-cn": "燕麦奶",
    "next_cursor": "czEyMw", "batch": "B240301", "platform": "xiaohongshu", "slug": "sign-up", "kind": "question",
    "pseudonym": "P-7K3F", "asked_platform": "xiaohongshu", "url": "https://www.xiaohongshu.com/explore/65f0",
    "source": "public", "title": "About you", "code": "not_public", "message": "Please add #gifted.",
    "province": "上海市", "city": "上海市", "district": "黄浦区", "detail": "南京东路 1 号", "mobile": "13800138000",
    "recipient": "Lin", "phone": "13800138000",
    "carrier": "SF", "tracking_number": "SF1234567890", "region": "310000", "secret": "dk_…", "token": "…",
    "trait": "interest:cooking", "question": "cooking", "category": "drink",
}
OBJECTS: dict[str, Any] = {"weights": {"interest:cooking": 3}, "facts": {}}
UNTOLD = "…"
TIME, DAY = "2026-03-02T02:00:00Z", "2026-03-02"
DEEPEST = 6


def examples_in(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put an example beside every JSON body that an operation takes or answers."""
    answers = (answer for status, answer in operation["responses"].items() if status.startswith("2"))
    for body in (operation.get("requestBody", {}), *answers):
        told = body.get("content", {}).get("application/json")
        if told and told.get("schema"):
            told.setdefault("example", example_of("", told["schema"], schemas))


def example_of(name: str, schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits a schema, told by the name of the field that holds it."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(REF)]
    for told in ("const", "default"):
        if told in schema:
            return schema[told]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema or "oneOf" in schema:
        kinds = schema.get("anyOf") or schema["oneOf"]
        best = next((kind for kind in kinds if kind.get("type") != "null"), kinds[0])
        made = example_of(name, best, schemas, depth)
        may_be_null = any(kind.get("type") == "null" for kind in kinds)
        return None if may_be_null and (made == UNTOLD or depth > DEEPEST) else made
    return _of_type(name, schema, schemas, depth)


def _of_type(name: str, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
    match schema.get("type"):
        case "object" | None:
            if name in OBJECTS:
                return OBJECTS[name]
            inner = schema.get("properties", {})
            needed = schema.get("required", [])
            return {key: example_of(key, one, schemas, depth + 1) for key, one in inner.items()
                    if key in needed or depth < DEEPEST // 2}
        case "array":
            is_needed = schema.get("minItems", 0) > 0
            return [example_of(name.removesuffix("s"), schema.get("items", {}), schemas, depth + 1)] if (
                depth < DEEPEST or is_needed) else []
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return name in ("has_more", "is_gifted", "is_verified")
        case "null":
            return None
    return _said(name, schema)


def _said(name: str, schema: dict[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return TIME
    if schema.get("format") == "date":
        return DAY
    if name in WORDS:
        return str(WORDS[name])
    if name == "id" or name.endswith("_id"):
        noun = name.removesuffix("_id")
        return f"{PREFIXES.get(noun, noun[:3])}_{ULID}"
    return str(schema.get("examples", [UNTOLD])[0])
