"""How people ask for an overview in German, Spanish and Chinese, as regular expressions.

Each matches a whole message in lower case, without accents, end marks and words of
politeness. Alternatives begin differently, or are short.
"""

import re

_DE_TEXT = (
    "(?:(?:de[rmns]|die|das|diese[rmns]?|meine?[mnr]?) )?(?:ganzen? )?"
    "(?:artikels?|text(?:es)?|dokuments?|datei|seite|beitrags?|berichts?|brief(?:es)?|nachricht"
    "|notiz|protokolls?|rezepts?|buch(?:es)?)"
)
_DE_OF_TEXT = rf"(?: (?:(?:von|zu|zum|zur|uber|in|im|aus|bei) )?(?:{_DE_TEXT}|das hier))?"
_DE_SUMMARY = "(?:zusammenfassung|inhaltsangabe|kurzfassung|uberblick|kernaussagen?|kernpunkte)"
DE_FOR_TEXT = re.compile(
    r"worum geh(?:ts|t es)(?: (?:hier|da|darin|denn|eigentlich|genau|uberhaupt)){0,2}"
    rf"{_DE_OF_TEXT}(?: eigentlich)?"
    rf"|wovon handelt (?:{_DE_TEXT}|das|dies|es)"
    rf"|was (?:steht|sagt|besagt) (?:{_DE_TEXT}|hier|hier drin|darin|da drin|in {_DE_TEXT})"
    "|was ist (?:das|dies)(?: hier)?"
    rf"|fass(?:e|en sie)? (?:{_DE_TEXT}|das|dies|es|alles)(?: (?:bitte|mal|kurz)){{0,2}} zusammen"
    "|(?:(?:gib|mach|schreib|erstell)e? (?:mir )?|ich (?:brauche|mochte|will) )?"
    rf"(?:(?:eine?n?|die|der|den) )?(?:kurzen? )?{_DE_SUMMARY}{_DE_OF_TEXT}"
    "|(?:was sind |nenne? (?:mir )?)?(?:die )?(?:wichtigsten|zentralen|wesentlichen)"
    " (?:punkte|aussagen|gedanken|ideen|fakten|informationen|erkenntnisse|themen|ergebnisse)"
    rf"{_DE_OF_TEXT}"
    "|(?:was ist )?(?:die (?:kernaussage|hauptaussage|botschaft)|das (?:wichtigste|thema)"
    rf"|der (?:inhalt|kern)){_DE_OF_TEXT}"
)
_DE_TEXTS = "(?:artikeln?|texten?|dokumenten?|dateien|seiten|notizen|themen)"
DE_FOR_LIBRARY = re.compile(
    rf"welche {_DE_TEXTS} (?:hast du|kennst du|gibt es|habe ich|sind (?:hier|da|in der bibliothek))"
    "(?: hier)?|was (?:hast du|habe ich)(?: alles)?(?: hier)?"
    "|was (?:ist|gibt es)(?: alles)? (?:hier(?: drin)?|in der bibliothek)"
    rf"|(?:zeige?|liste)(?: mir)? (?:alle|die) {_DE_TEXTS}(?: auf)?"
    rf"|worum geh(?:ts|t es) in (?:den|diesen|meinen|deinen|allen) {_DE_TEXTS}"
)
DE_FOR_QUESTIONS = re.compile(
    "was (?:kann|konnte|darf|soll) ich(?: dich)?(?: hier)?(?: alles)? fragen"
    "|welche fragen (?:kann|konnte|darf|soll) ich(?: dir)?(?: hier)? stellen"
    "|schlage?(?: mir)? (?:(?:ein paar|einige) )?fragen vor"
    "|(?:(?:gib|zeige?|nenne?)(?: mir)? )?(?:(?:ein paar|einige) )?"
    "(?:beispielfragen|beispiele fur fragen)"
)

_ES_TEXT = (
    "(?:(?:l|el|la|este|esta|ese|esa|mi|todo el|toda la) )?(?:articulo|texto|documento|archivo"
    "|pagina|entrada|informe|carta|mensaje|nota|acta|receta|libro|noticia)"
)
_ES_OF_TEXT = rf"(?: (?:del?|en|sobre) (?:{_ES_TEXT}|esto|aqui))?"
ES_FOR_TEXT = re.compile(
    rf"(?:de|sobre) que (?:se )?(?:trata|va|habla)(?: (?:{_ES_TEXT}|esto|eso|todo esto))?"
    rf"|que (?:dice|cuenta|pone) (?:{_ES_TEXT}|esto|aqui)|que es (?:todo )?esto"
    "|(?:(?:haz(?:me)?|dame|escribe(?:me)?|quiero|necesito) )?(?:(?:un|el) )?(?:breve )?"
    rf"(?:resumen|sumario|esquema)(?: (?:breve|corto))?{_ES_OF_TEXT}"
    "|(?:resume(?:lo|me|melo)?|resuma|sintetiza|(?:me )?(?:puedes|podrias) resumir(?:lo|me)?)"
    rf"(?: (?:{_ES_TEXT}|esto|eso|todo))?"
    "|(?:(?:cuales son|dame|dime) )?(?:l[oa]s )?(?:puntos|ideas|conclusiones|datos|mensajes)"
    rf" (?:principales|clave|centrales|(?:mas )?importantes){_ES_OF_TEXT}"
    "|cual es (?:el (?:tema|mensaje|contenido)|la (?:idea|conclusion))"
    rf"(?: (?:principal|central|general))?{_ES_OF_TEXT}"
    "|lo (?:mas importante|principal|esencial)"
)
_ES_TEXTS = "(?:articulos|textos|documentos|archivos|notas|temas)"
ES_FOR_LIBRARY = re.compile(
    rf"que {_ES_TEXTS} (?:tienes|hay|conoces|tengo)(?: aqui)?"
    "|que (?:tienes|tengo)(?: aqui)?|que hay (?:aqui|en la biblioteca)"
    rf"|(?:de|sobre) que (?:tratan|hablan|van) (?:los|las|mis|tus|estos|estas) {_ES_TEXTS}"
    rf"|(?:lista|muestra(?:me)?|enumera)(?: tod[oa]s)? l[oa]s {_ES_TEXTS}"
)
ES_FOR_QUESTIONS = re.compile(
    "que (?:te )?(?:puedo|podria) preguntar(?:te)?(?: (?:aqui|sobre esto))?"
    "|que preguntas (?:te )?(?:puedo|podria) hacer(?:te)?"
    "|(?:sugiere|propon|da)(?:me)? (?:(?:algunas|unas) )?(?:preguntas|ejemplos de preguntas)"
    "|(?:algunas )?preguntas de ejemplo"
)

_ZH_TEXT = (
    "(?:[这那本该]?一?[篇个份本]?(?:文章|文本|文档|文件|网页|报告|材料|新闻|帖子|邮件|书)|[本全]文)"
)
_ZH_GIST = "(?:主要内容|核心内容|内容|大意|中心思想|要点|重点|摘要|概要|主旨|主题)"
ZH_FOR_TEXT = re.compile(
    rf"(?:{_ZH_TEXT}|[这它])(?:主要|到底|大概)?(?:都)?(?:是)?(?:讲|说|写|介绍|谈|关于)"
    "(?:的|了)?(?:是)?(?:些)?(?:什么|啥)(?:内容)?[的呢]?"
    "|(?:请)?(?:帮我)?(?:总结|概括|概述|归纳|简述)(?:一?下)?"
    rf"(?:{_ZH_TEXT}|[这它])?(?:的?{_ZH_GIST})?"
    rf"|(?:{_ZH_TEXT}的?)?{_ZH_GIST}(?:是什么|有哪些)?"
    "|(?:请)?(?:给我)?(?:一?[个份])?(?:简短的?)?(?:总结|摘要|概述|概要)|这是什么"
)
ZH_FOR_LIBRARY = re.compile(
    "(?:你|我|这里|这里面|文库里?)(?:这里)?(?:都)?有(?:什么|哪些)(?:文章|文档|资料|内容|主题)"
    "|(?:这里|这里面|文库里?)(?:都)?有(?:什么|哪些)|(?:有|收录了)(?:什么|哪些)文章"
    "|(?:请)?(?:列出|显示|给我看)(?:所有|全部)?的?(?:文章|文档)"
)
ZH_FOR_QUESTIONS = re.compile(
    "我?(?:可以|能)(?:向你|问你|问|提)(?:提问|问)?(?:些)?(?:什么|哪些)(?:问题)?"
    "|有(?:什么|哪些)问题可以问|(?:请)?(?:推荐|建议|给我|举)(?:[几一]些?个?)?(?:示例)?问题"
)
