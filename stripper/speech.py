"""Words by which each language speaks to a reader, and by which it reports what somebody said.

Folded spellings: small letters, no accents. A language that is missing here takes the words of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from stripper.fold import fold_phrase
from stripper.template import words_of

__all__ = ["Phrases", "addresses", "reports"]

_ADDRESS = {
    "en": "you your yours us our ours we",
    "de": "sie ihnen ihr ihre ihrem ihren ihrer du dich dir dein deine deinem deinen deiner euch euer eure uns unser unsere unserem unseren unserer wir",
    "fr": "vous votre vos nous notre nos toi tu ton ta tes te",
    "es": "usted ustedes tu tus te ti nos nosotros nuestro nuestra nuestros nuestras su sus vos",
    "pt": "voce voces seu sua seus suas te teu tua nos nosso nossa nossos nossas conosco",
    "it": "tu tuo tua tuoi tue ti te vi vostro vostra vostri noi nostro nostra nostri nostre ci",
    "nl": "u uw je jij jou jouw jullie ons onze wij we",
    "sv": "du dig din ditt dina ni er oss var vart vara vi",
    "cs": "vy vas vam vase vasi vasem nas nam nase nasi nasem svuj svou vasich nasich",
    "pl": "ty ciebie cie ci twoj twoja twoje twojego panstwo nas nam nasz nasza nasze naszego naszej naszym swoj swoje swoja",
    "ru": "вы вас вам вами ваш ваша ваше ваши вашу вашей нас нам наш наша наше наши нашу нашей нашем нашего мы свои свою",
    "uk": "ви вас вам ваш ваша ваше ваші вашу нас нам наш наша наше наші нашу нашому нашої ми свою",
    "tr": "siz sizi size sizin sizler sizlere bizi bize bizim sen seni sana senin biz",
    "el": "σας εσας σου εσυ μας εμας",
    "id": "anda kamu kami kita",
    "vi": "ban quy chung toi",
    "fi": "sina sinun sinua sinulle te teidan teita teille meidan meita meille me",
    "ar": "لك لكم انت انتم نحن لنا معنا بنا لدينا موقعنا صفحتنا نشرتنا قناتنا بريدك",
    "fa": "شما ما شمارا مارا",
    "hi": "आप आपके आपका आपकी आपको हम हमें हमारे हमारी हमारा हमसे",
    "zh": "您 你 我们 我們 本站 本网 本網 请 請 欢迎 歡迎 敬请",
    "ja": "ください 下さい あなた お客様 当サイト 当社 弊社 私たち お寄せ ましょう",
    "ko": "여러분 저희 귀하 당신 하세요 바랍니다 주세요",
}
_REPORT = {
    "en": "say said says saying told tells added adds wrote writes stated states stating announced asked urged argued argues"
    " explained noted claimed claims insisted replied warned recalled joked reads testified declared tweeted"
    " shouted whispered quipped commented complained concluded|according to",
    "de": "sagte sagt erklarte teilte schrieb schreibt betonte kritisierte meinte fragte berichtete berichtet behauptete forderte",
    "fr": "declare declarait affirme affirmait explique expliquait ecrit precise estime raconte ajoute|a dit|selon lui|selon elle",
    "es": "dijo dice afirmo explico aseguro declaro senalo anadio escribio escribe indico manifesto conto",
    "pt": "disse afirmou explicou declarou escreveu contou acrescentou ressaltou diz",
    "it": "detto dice afferma spiega dichiarato scrive scritto aggiunto raccontato|secondo lui|ha spiegato",
    "nl": "zei zegt verklaarde schreef schrijft vertelde vertelt benadrukte liet",
    "sv": "sa sade sager sager berattade skrev skriver forklarade uppgav",
    "cs": "rekl rekla uvedl uvedla dodal dodala prohlasil napsal podotkl vysvetlil",
    "pl": "powiedzial powiedziala mowi dodal dodala napisal stwierdzil wyjasnil podkreslil oswiadczyl",
    "ru": "сказал сказала заявил заявила сообщил сообщила рассказал рассказала отметил отметила написал написала пояснил подчеркнул|по словам",
    "uk": "сказав сказала заявив заявила повідомив повідомила розповів розповіла зазначив зазначила написав|за словами",
    "tr": "dedi soyledi belirtti aciklad aciklamasinda ifade vurguladi yazdi",
    "el": "ειπε δηλωσε τονισε ανεφερε εγραψε προσθεσε",
    "id": "kata katanya ujar ujarnya tutur jelasnya menurutnya",
    "fi": "sanoi kertoi kertoo totesi sanoo kirjoitti",
    "ar": "قال قالت صرح اضاف واضاف اكد اوضح وقال",
    "fa": "گفت افزود نوشت",
    "hi": "कहा बताया",
    "zh": "表示 指出 称 說 说道 认为",
    "ja": "と述べ と話 と語 によると",
    "ko": "말했다 밝혔다 전했다 설명했다",
}
_NO_SPEAKER = frozenset(["your", "my", "our", "their", "the", "final", "a", "to"])  # "have your say"


class Phrases:
    """Words and short phrases to find among the words of a text.

    >>> phrases = Phrases(["says", "according to"])
    >>> list(phrases.positions("so says he according to her".split()))
    [1, 3]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._rest: dict[str, list[list[str]]] = {}
        for phrase in phrases:
            first, *rest = words_of(fold_phrase(phrase))
            self._rest.setdefault(first, []).append(rest)

    def positions(self, words: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[int]:
        """Where one of them begins within ``words[start:end]``."""
        for i in range(start, len(words) if end is None else end):
            for rest in self._rest.get(words[i], ()):
                if not rest or list(words[i + 1 : i + 1 + len(rest)]) == rest:
                    yield i
                    break


def _split(words: str) -> list[str]:
    single, *phrases = words.split("|")
    return [*single.split(), *phrases]


@cache
def addresses(language: str) -> Phrases:
    """Words that address the reader in this language."""
    return Phrases(_split(_ADDRESS.get(language) or " ".join(_ADDRESS.values())))


@cache
def _reporting() -> Phrases:
    return Phrases(word for words in _REPORT.values() for word in _split(words))


def reports(words: Sequence[str]) -> list[int]:
    """Numbers of the words that are verbs of reporting, in any language.

    >>> reports("they say that you can have your say he said".split())
    [1, 9]
    """
    found = _reporting().positions(words)
    return [i for i in found if words[i] != "say" or (i and words[i - 1] not in _NO_SPEAKER)]
