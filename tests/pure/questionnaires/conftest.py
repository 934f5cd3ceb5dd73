"""A small questionnaire with one question of each kind."""

import pytest

from app.questionnaires.loading import load_text
from app.questionnaires.questionnaire import Questionnaire

SMALL = """\
title: {default: Tell us about you, zh-cn: 说说你自己}
pages:
  - name: you
    title: You
    elements:
      - {type: text, name: nickname, title: What shall we call you?, isRequired: true}
      - {type: text, name: birth, title: When were you born?, inputType: month, daren: {traits: [birth]}}
      - type: boolean
        name: pets
        title: Have you a pet?
        daren: {traits: [pets]}
      - type: checkbox
        name: animals
        title: Which?
        choices: [dog, cat, {value: fish, text: {default: Fish, zh-cn: 鱼}}, rather_not_say]
        maxSelectedChoices: 2
        isRequired: true
        visibleIf: "{pets} = true"
        daren: {traits: [animals]}
      - type: comment
        name: dog's name, or names
        title: How is the dog called?
        visibleIf: "{animals} contains 'dog'"
  - name: habits
    title: Habits
    elements:
      - {type: rating, name: "Hiphop, Rap", title: Rap, isRequired: true, daren: {traits: ["music:rap"]}}
      - type: radiogroup
        name: skin
        title: Skin
        choices: [dry, oily, rather_not_say]
        daren: {traits: [skin], sensitive: true, why: To fit creams}
      - type: text
        name: height
        title: Height in cm
        inputType: number
        validators: [{type: numeric, minValue: 50, maxValue: 250}]
        daren: {traits: [height]}
      - type: ranking
        name: best
        title: Which first?
        choices: [price, taste, looks]
        daren: {traits: [best]}
  - name: more
    title: More
    elements:
      - {type: text, name: "account:weibo:handle", title: Weibo, daren: {store: social_account}}
      - type: dropdown
        name: account:weibo:followers
        title: Followers
        choices: [under_1000, over_1000]
        daren: {store: social_account}
      - {type: dropdown, name: city, title: City, choices: ["110100", "310100", "000000"], daren: {store: region}}
      - {type: text, name: "address:recipient", title: Name, daren: {store: address}}
      - {type: text, name: "address:detail", title: Street, daren: {store: address}}
      - {type: boolean, name: "consent:matching", title: May we?, daren: {store: consent}}
"""


@pytest.fixture(scope="session")
def small() -> Questionnaire:
    return load_text(SMALL.encode(), "small.v1.yaml")


@pytest.fixture
def good() -> dict[str, object]:
    """Answers that are complete."""
    return {"nickname": "Mei", "pets": False, "Hiphop, Rap": 4}
