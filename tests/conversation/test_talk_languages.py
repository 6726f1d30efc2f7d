"""Talk in German, Spanish and Chinese is known by its wording, and questions never are."""

import re

import pytest

from qa_bot.conversation.dialogue_acts import DialogueAct, dialogue_act, without_opening
from qa_bot.i18n import wording
from qa_bot.i18n.dialogue_phrases import chinese, english, german, russian, spanish
from qa_bot.i18n.translation import LANGUAGES, language

GERMAN = {
    DialogueAct.GREETING: "Hallo! / Guten Tag / moin / Wie geht es dir? / Grüß dich"
    " / Hallo, wie geht's?",
    DialogueAct.THANKS: "Danke! / Vielen Dank für die Hilfe / dankeschön / danke sehr / ok danke",
    DialogueAct.FAREWELL: "Tschüß / tschuess / Auf Wiedersehen / Bis bald! / danke, das war's",
    DialogueAct.APOLOGY: "Entschuldigung / Tut mir leid / es tut mir wirklich leid",
    DialogueAct.ACKNOWLEDGEMENT: "Alles klar / verstehe / Kein Problem / ach so / Ja bitte"
    " / sehr gut",
    DialogueAct.CAPABILITIES: "Hilfe / Was kannst du? / Was kannst du denn alles?"
    " / wie funktionierst du",
    DialogueAct.IDENTITY: "Wer bist du? / Bist du ein Mensch? / Wie heißt du? / wie heisst du",
    DialogueAct.CHECK: "Bist du sicher? / Bist du dir da ganz sicher? / Stimmt das wirklich?"
    " / Echt? / Ist das richtig? / Im Ernst?",
    DialogueAct.MORE: "mehr / Mehr dazu / Erzähl mir mehr darüber / weiter bitte / Was noch?",
    DialogueAct.SOURCE: "Woher weißt du das? / Zeig mir die Quelle / Quelle? / Wo steht das?"
    " / zeig mir bitte die stelle",
    DialogueAct.SHORTER: "kürzer / kuerzer bitte / Geht das auch kürzer? / Nur die Antwort",
    DialogueAct.LONGER: "ausführlicher / Das ist zu kurz / mehr Kontext / länger bitte",
    DialogueAct.REPEAT: "Wie bitte? / Sag das noch einmal / wiederhole das bitte",
    DialogueAct.REJECTION: "Nein / Das ist falsch / das stimmt doch nicht / Falsche Antwort"
    " / nein, danach habe ich nicht gefragt",
}
SPANISH = {
    DialogueAct.GREETING: "¡Hola! / Buenos días / buenas tardes / ¿Cómo estás? / Hola, ¿qué tal?",
    DialogueAct.THANKS: "Gracias / muchas gracias por la ayuda / ok gracias / no, gracias"
    " / mil gracias",
    DialogueAct.FAREWELL: "adiós / Hasta luego / adios / Gracias, eso es todo / nos vemos",
    DialogueAct.APOLOGY: "lo siento / Perdón / disculpa",
    DialogueAct.ACKNOWLEDGEMENT: "Vale / de acuerdo / entendido / Ya veo / está bien"
    " / sí, claro / perfecto",
    DialogueAct.CAPABILITIES: "Ayuda / ¿Qué puedes hacer? / ¿Me puedes ayudar, por favor?"
    " / ¿Cómo funcionas?",
    DialogueAct.IDENTITY: "¿Quién eres? / quien eres / ¿Eres un robot? / ¿Cómo te llamas?",
    DialogueAct.CHECK: "¿Estás seguro? / estas segura de eso / ¿De verdad? / ¿Es eso cierto?"
    " / ¿En serio? / No te creo",
    DialogueAct.MORE: "más / mas / Cuéntame más sobre eso / ¿algo más? / continúa / más detalles",
    DialogueAct.SOURCE: "¿De dónde lo sacas? / Muéstrame la fuente / fuente? / ¿Quién lo dice?"
    " / ¿Cómo lo sabes?",
    DialogueAct.SHORTER: "más corto / Más breve, por favor / en pocas palabras / solo la respuesta",
    DialogueAct.LONGER: "más largo / con más detalle / es demasiado corto"
    " / muéstrame el párrafo entero",
    DialogueAct.REPEAT: "repite / ¿Puedes repetirlo? / otra vez / dilo otra vez por favor",
    DialogueAct.REJECTION: "No / eso está mal / No es verdad / no es lo que pregunté"
    " / Te equivocas / respuesta incorrecta",
}
CHINESE = {
    DialogueAct.GREETING: "你好！ / 您好 / 早上好 / 嗨 / 你最近怎么样？",
    DialogueAct.THANKS: "谢谢 / 谢谢你的帮助 / 非常感谢！ / 好的，谢谢 / 辛苦了 / ok谢谢",
    DialogueAct.FAREWELL: "再见 / 拜拜 / 谢谢，再见 / 先这样吧",
    DialogueAct.APOLOGY: "对不起 / 不好意思 / 抱歉啊",
    DialogueAct.ACKNOWLEDGEMENT: "好的 / 明白了 / 哈哈哈 / 原来如此 / 嗯嗯 / 很有意思 / 没关系",
    DialogueAct.CAPABILITIES: "帮助 / 你能做什么？ / 你会什么 / 你有什么功能？ / 请帮帮我",
    DialogueAct.IDENTITY: "你是谁？ / 你叫什么名字？ / 你是机器人吗 / 你是不是真人",
    DialogueAct.CHECK: "你确定吗？ / 确定吗 / 真的吗？ / 这是真的吗 / 我不信",
    DialogueAct.MORE: "还有吗？ / 继续 / 再多说一点 / 更多信息 / 然后呢 / 请继续",
    DialogueAct.SOURCE: "出处在哪里？ / 你怎么知道的？ / 给我看出处 / 有什么依据吗 / 来源？",
    DialogueAct.SHORTER: "短一点 / 简单一点 / 太长了 / 能说得简短一点吗 / 只要答案",
    DialogueAct.LONGER: "详细一点 / 说得更详细一点 / 太短了 / 详细说说",
    DialogueAct.REPEAT: "再说一遍 / 请再说一次 / 你刚才说什么 / 没听清",
    DialogueAct.REJECTION: "不对 / 错了 / 不 / 我问的不是这个 / 答非所问 / 这不对",
}
SAID = {"de": GERMAN, "es": SPANISH, "zh": CHINESE}
QUESTIONS = """
Bist du sicher, dass die Mühle 1902 gebaut wurde?
Ist das Schwimmbad sicher?
Wer ist der Bürgermeister?
Was kannst du gegen Schimmel tun?
Wie funktioniert die Mühle?
Stimmt das Datum der Eröffnung?
Wo steht das Denkmal?
Wer sagt, dass die Brücke unsicher ist?
Woher kommt der Name?
Was ist die Quelle der Donau?
Gibt es mehr als ein Schwimmbad?
Wie viel mehr kostet die Jahreskarte?
Was heißt danke auf Spanisch?
kürzere Öffnungszeiten
Was noch fehlt
gut
toll
Tag
sicherheit
¿Estás seguro de que el molino se construyó en 1902?
¿Está seguro el puente?
¿Quién es el alcalde?
¿Qué puedes hacer contra la humedad?
¿Qué puede hacer un inquilino?
¿Cómo funciona el molino?
¿Cuál es la fuente del Nilo?
¿Dónde está la fuente?
¿De dónde viene el nombre?
seguro
seguro médico
¿Es verdad que el museo cierra los lunes?
¿Más de cuántos días?
¿Qué significa gracias?
¿Cómo se dice gracias en alemán?
¿Por qué?
¿Es corto el camino?
¿Hay algo más barato?
你确定磨坊是1902年建的吗？
磨坊是什么时候建的？
谁是市长？
你能用这张票坐公交车吗？
谢谢是什么意思
你好用德语怎么说
真的假的怎么区分
尼罗河的来源是什么？
还有哪些博物馆？
更多的人去哪里？
太长的头发怎么办
为什么？
不对称是什么
好的开始是什么意思
错误代码是多少
""".strip().splitlines()


@pytest.mark.parametrize(
    ("message", "act"),
    [
        (message.strip(), act)
        for said in SAID.values()
        for act, messages in said.items()
        for message in messages.split(" / ")
    ],
)
def test_talk_is_known_by_its_wording(message: str, act: DialogueAct) -> None:
    """Each act in each language, with courtesies, and without accents and marks."""
    assert dialogue_act(message) is act


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_to_the_articles_is_no_talk(question: str) -> None:
    """A wording within a longer question makes no act of it, nor does a word of English."""
    assert dialogue_act(question) is None
    assert without_opening(question) == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Hallo, wann wurde die Mühle gebaut?", "wann wurde die Mühle gebaut?"),
        ("Hallo wer hat sie gebaut?", "wer hat sie gebaut?"),
        ("Nein, wo liegt das Museum?", "wo liegt das Museum?"),
        ("Danke! Und wann schließt es?", "Und wann schließt es?"),
        ("Hallo, Dolly", "Hallo, Dolly"),
        ("Hola, ¿cuándo se construyó el molino?", "¿cuándo se construyó el molino?"),
        ("hola ¿de quién es?", "¿de quién es?"),
        ("Hola cuando abre el museo", "cuando abre el museo"),
        ("Gracias. ¿Y dónde está?", "¿Y dónde está?"),
        ("Buenas noches, Berlín", "Buenas noches, Berlín"),
        ("你好，磨坊是什么时候建的？", "磨坊是什么时候建的？"),
        ("您好！请问博物馆几点开门？", "请问博物馆几点开门？"),
        ("你好请问谁是市长", "请问谁是市长"),
        ("谢谢。那座桥有多长？", "那座桥有多长？"),
        ("你好，世界", "你好，世界"),
    ],
)
def test_a_question_after_a_greeting_is_a_question(message: str, question: str) -> None:
    """The courtesies before a question are taken off it, and nothing else is."""
    assert dialogue_act(message) is None
    assert without_opening(message) == question


@pytest.mark.parametrize("module", [english, russian, german, spanish, chinese])
def test_every_act_has_wordings_in_each_language(module: object) -> None:
    """The wordings of a language are of the acts that there are, in their order."""
    phrases = vars(module)["PHRASES"]
    assert list(phrases) == [act.value for act in DialogueAct]
    assert all(lines.strip() for lines in phrases.values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_bot_suggests_to_say_is_understood(code: str) -> None:
    """The wordings at the end of what the bot says that it can do are talk of five kinds."""
    suggested = re.split("[:：]", language(code)(wording.CAPABILITIES))[-1].strip(" .。")
    acts = [dialogue_act(message) for message in re.split("[,，、]", suggested)]
    assert acts == [
        DialogueAct.MORE,
        DialogueAct.SHORTER,
        DialogueAct.CHECK,
        DialogueAct.SOURCE,
        DialogueAct.REJECTION,
    ]
