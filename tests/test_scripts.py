"""Scripts beyond Latin: found, cut at the right offsets, tolerant of noise, and quiet in prose."""

import pytest
from packs import entry, registry

from stripper import Cleaner

PROSE = {
    "ru": "Паром вышел из гавани ещё до рассвета, и никто на причале не ждал, что он вернётся к вечеру.",
    "el": "Το πλοίο έφυγε από το λιμάνι πριν από την αυγή και κανείς στην προβλήτα δεν το περίμενε πίσω.",
    "ar": "غادرت العبارة الميناء قبل الفجر ولم يتوقع أحد على الرصيف أن يراها مرة أخرى في ذلك المساء.",
    "hi": "नाव भोर से पहले बंदरगाह से निकल गई और घाट पर किसी को उम्मीद नहीं थी कि वह शाम तक लौट आएगी।",
    "zh": "渡轮在黎明前离开了港口，码头上没有人期望当天晚上再次看到它。到了中午，风向变了，船员把它带了回来。",
    "ja": "渡し船は夜明け前に港を出たが、埠頭にいた人々は夕方までに戻るとは思っていなかった。昼には風が変わった。",
    "ko": "나룻배는 새벽이 되기 전에 항구를 떠났고 부두에 있던 사람들은 저녁에 돌아올 것이라고 생각하지 않았다.",
}
TEMPLATES = {
    "ru": (
        "подписывайтесь на наш канал в {name}",
        "Подписывайтесь на наш канал в Телеграме!",
        "Подписывайтeсь на наш каннал в Телеграме!",
    ),
    "el": (
        "εγγραφείτε στο ενημερωτικό μας δελτίο",
        "Εγγραφείτε στο ενημερωτικό μας δελτίο.",
        "Εγγραφειτε στο ενημερωτκό μας δελτίο.",
    ),
    "ar": (
        "جميع الحقوق محفوظة لموقع {name}",
        "جميع الحُقوق محفوظة لموقع ريح الجنوب",
        "جميع الحقوق محفوطة لموقع ريح الجنوب",
    ),
    "hi": ("हमारे न्यूज़लेटर की सदस्यता लें", "हमारे न्यूज़लेटर की सदस्यता लें।", "हमारे न्यूज़लेटर की सदस्यत लें।"),
    "zh": (
        "欢迎关注我们的微信公众号获取更多资讯",
        "欢迎关注我们的微信公众号，获取更多资讯。",
        "欢迎关注我们的微信公从号，获取更多资讯。",
    ),
    "ja": (
        "この記事の無断転載を禁じます",
        "この記事の無断転載を禁じます。",
        "この記事の無断転戴を禁じます。",
    ),
    "ko": ("무단 전재 및 재배포 금지", "무단 전재 및 재배포 금지", "무단 전제 및 재배포 금지"),
}


@pytest.fixture(scope="module", params=TEMPLATES)
def case(request, tmp_path_factory):
    language = request.param
    template, exact, noisy = TEMPLATES[language]
    pattern = entry(
        id=f"{language}.subscribe.sample", category="subscribe", templates=[template], match=[exact, exact]
    )
    return Cleaner(registry(tmp_path_factory.mktemp(language), pattern)), PROSE[language], exact, noisy


def test_an_instance_goes_and_the_prose_stays(case):
    cleaner, prose, exact, _ = case
    text = f"{prose}\n\n{exact}\n\n{prose}"
    result = cleaner.clean(text)
    assert [span.text.strip() for span in result.spans] == [exact]
    assert result.body == f"{prose}\n\n{prose}" and result.restore() == text


def test_it_goes_out_of_one_line_too(case):
    cleaner, prose, exact, _ = case
    closed = exact if exact[-1] in "。.!।" else exact + "."
    result = cleaner.clean(f"{prose} {closed} {prose}")
    assert result.body.replace(" ", "") == f"{prose}{prose}".replace(" ", "")


def test_one_wrong_letter_is_forgiven(case):
    cleaner, prose, _, noisy = case
    assert cleaner.clean(f"{prose}\n\n{noisy}").body == prose


def test_prose_comes_back_identical(case):
    cleaner, prose, _, _ = case
    assert cleaner.clean(f"{prose}\n\n{prose}").body == f"{prose}\n\n{prose}"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Ёлки в нашем лесу", "ЕЛКИ В НАШЕМ ЛЕСУ"),  # e for yo, capitals
        ("Straße und Größe", "Strase und Grosse"),
        ("ａｌｌ rights reserved", "all rights reserved"),  # full width
        ("جميع الحقوق محفوظة", "جمـيع الحقوق محفوظه"),  # tatweel, teh marbuta
        ("می‌خوانید این مطلب را", "میخوانید این مطلب را"),  # zero-width non-joiner
        ("İstanbul haberleri için", "istanbul haberleri icin"),
        ("Žluťoučký kůň zde", "zlutoucky kun zde"),
        ("プライバシー ポリシー", "プライバシーポリシー"),
        ("Việt Nam hôm nay", "Viet Nam hom nay"),
    ],
)
def test_spellings_that_mean_the_same_fold_alike(written, found, tmp_path):
    cleaner = Cleaner(registry(tmp_path, entry(templates=[written], extent="line")))
    for text in (written, found):
        assert cleaner.clean(f"{PROSE['ru']}\n\n{text}").body == PROSE["ru"], text
