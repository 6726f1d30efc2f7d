"""How Russian, German, Spanish and Chinese ask who wrote a text, when, or what it is called.

Each expression matches a whole question in lower case, without accents and end marks.
"""

import re
from typing import Final

_RU_TEXT = (
    r"(?:(?:эт|данн|сам)\w{1,3} )?(?:стать|текст|заметк|новост|материал|публикаци|пост\b|рецепт"
    r"|инструкци|объявлени|интервью|отчет|письм|обзор|протокол|документ|репортаж|запис|памятк"
    r"|правил|брошюр|прайс)\w{0,3}"
)
_RU_THIS = rf"(?:это|{_RU_TEXT})"
_RU_DONE = r"(?:опубликова|написа|обновле|состав|выпуще|размеще|датирова)\w{1,6}"
_DE_TEXT = (
    "(?:(?:de[rmns]|die|das|diese[rmns]?) )?(?:artikels?|text(?:es)?|beitrags?|berichts?|briefe?s?"
    "|nachricht|meldung|notiz|protokolls?|rezepts?|anleitung|interviews?|dokuments?|aushangs?"
    "|mitteilung|hausordnung|faq|seite|reportage|handbuchs?|das|dies(?:es)?)"
)
_DE_DONE = (
    "(?:veroffentlicht|erschienen|geschrieben|verfasst|aktualisiert|datiert|entstanden|publiziert)"
)
_ES_TEXT = (
    "(?:(?:l[ao]s?|el|est[aeo]s?) )?(?:articulo|texto|noticia|nota|entrada|informe|carta|entrevista"
    "|receta|guia|manual|acta|documento|aviso|reportaje|edicion|folleto|reglamento|esto|pagina)"
)
_ES_OF = rf"(?: (?:del?|en) (?:la edicion de )?{_ES_TEXT})?"
_ZH_TEXT = (
    "(?:这|本|此|该)?(?:篇|份|则|封|本)?(?:文章|文|报道|采访|访谈|新闻|博客|说明书|通知|公告|菜谱"
    "|食谱|记录|会议记录|纪要|手册|信|资料|文件|稿子|内容)?"
)


AUTHOR: Final = re.compile(
    "|".join(
        (
            rf"(?:а )?кто (?:автор|(?:на|со)(?:писа|стави)л[аи]?|подготовил[аи]?)(?: {_RU_THIS})?",
            rf"(?:кто |имя )?автор\w? {_RU_TEXT}|автор|чья это {_RU_TEXT}",
            rf"кем написан\w? {_RU_THIS}",
            "кто (?:бра?л[аи]? (?:это )?интервью|в[её]л[аи]? протокол|беседовал[аи]?)",
            rf"wer (?:hat|schrieb|verfasste) {_DE_TEXT}"
            r"(?: (?:geschrieben|verfasst|erstellt|gefuhrt|aufgeschrieben))?",
            rf"wer (?:ist|war) (?:der |die )?(?:autor|verfasser)(?:in)?(?: (?:von )?{_DE_TEXT})?",
            rf"(?:der |die )?(?:autor|verfasser)(?:in)?(?: (?:von )?{_DE_TEXT})?",
            rf"von wem (?:ist|stammt|wurde) {_DE_TEXT}(?: (?:geschrieben|verfasst))?",
            rf"quien (?:escribio|firma|redacto|hizo|publico|ha escrito) {_ES_TEXT}",
            rf"(?:quien es )?(?:el |la )?autora?{_ES_OF}|de quien es {_ES_TEXT}",
            f"{_ZH_TEXT}(?:的)?(?:作者|记者|采访者)(?:是谁|叫什么(?:名字)?)?|谁写的?了?{_ZH_TEXT}",
            f"{_ZH_TEXT}(?:是)?(?:谁|由谁)(?:写|撰写|采访|整理|记录)的?|(?:采访|写文章)的人是谁",
        )
    )
)
DATE: Final = re.compile(
    "|".join(
        (
            rf"когда (?:был[аио]? )?(?:{_RU_DONE} {_RU_THIS}|{_RU_THIS}(?: был[аио]?)? {_RU_DONE}"
            rf"|вышл?[аио]?(?:ел)? {_RU_TEXT})",
            rf"(?:от|за) как(?:ого|ое) числ[ао](?: {_RU_THIS})?|{_RU_THIS} от какого числа",
            rf"(?:какая )?дата (?:публикации|выхода|написания|{_RU_TEXT})(?: {_RU_TEXT})?|дата",
            rf"wann (?:wurde|ist|erschien) {_DE_TEXT}(?: {_DE_DONE})?",
            rf"(?:von )?wann stammt {_DE_TEXT}",
            rf"von wann ist {_DE_TEXT}|(?:welches |das )?(?:erscheinungs|veroffentlichungs)?datum"
            rf"(?: (?:hat|tragt|von))?(?: {_DE_TEXT})?",
            r"(?:cuando|en que fecha) (?:se )?(?:publico|escribio|salio|actualizo|hizo)"
            rf" {_ES_TEXT}",
            rf"(?:cual es )?(?:la )?fecha(?: de publicacion)?{_ES_OF}",
            rf"de (?:cuando|que (?:fecha|dia|ano)) es {_ES_TEXT}{_ES_OF}",
            f"{_ZH_TEXT}(?:是)?(?:什么时候|何时|哪天|哪一天|几号|哪年)(?:发表|发布|刊登|写|出版|登)的?",
            f"{_ZH_TEXT}的?(?:发表|发布|出版)(?:日期|时间)(?:是.{{2,4}})?",
        )
    )
)
TITLE: Final = re.compile(
    "|".join(
        (
            rf"как называется {_RU_TEXT}|(?:как(?:ое|ой) )?(?:название|заголовок)(?: {_RU_TEXT})?",
            rf"wie heisst {_DE_TEXT}|(?:was ist )?(?:der )?titel(?: {_DE_TEXT})?",
            rf"como se (?:llama|titula) {_ES_TEXT}|(?:cual es )?(?:el )?titulo{_ES_OF}",
            f"{_ZH_TEXT}的?(?:标题|题目)(?:是什么|叫什么)?",
        )
    )
)
