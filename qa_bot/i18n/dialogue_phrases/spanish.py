"""How people word talk in Spanish; the notation is that of the package.

Accents are as they are written; a message is read with them or without.
"""

PHRASES = {
    "greeting": """
hola/holi/buenas/saludos otra_vez/a_todos/bot/buenas?
muy? buenos días
muy? buenas tardes/noches
hola? qué tal estás/va/todo?
hola? cómo estás/andas/te_va hoy?
encantado/encantada de_conocerte?
mucho gusto
""",
    "thanks": """
muchas/muchísimas/mil/no? gracias por_todo/por_eso/por_la_ayuda/por_tu_ayuda?
gracias por_la_respuesta/por_tu_respuesta/por_la_información/por_responder/por_ayudarme
gracias de_nuevo/otra_vez/de_antemano
te/se lo agradezco mucho?
muy amable/útil
eso? me? ayuda/ayudó/ha_ayudado mucho
""",
    "farewell": """
adiós/chao/chau/bye a_todos/por_ahora?
hasta luego/pronto/mañana/otra/la_vista/la_próxima
nos vemos luego/pronto/mañana?
que tengas/tenga un? buen/feliz día/fin_de_semana
buen día/fin_de_semana
eso es todo por_ahora/por_hoy?
nada más por_ahora/por_hoy?
me tengo que ir
tengo que irme
cuídate
""",
    "apology": """
lo siento mucho?
perdón/perdona/perdone/perdóname/disculpa/disculpe/disculpas por_eso?
error mío
ha_sido/fue/es? culpa mía
""",
    "acknowledgement": """
vale/bien/bueno/claro/listo/entendido/comprendido/perfecto/genial/estupendo/excelente
fantástico/interesante/exacto/correcto/guay/ya/sí/ajá/anda/vaya/okey
sí claro/vale/gracias/por_favor
muy bien/bueno/interesante
de acuerdo
está bien/claro
ya? veo/entiendo
lo? entiendo/entendí
ya? lo? he entendido
tiene sentido
no pasa_nada/importa/hay_problema/te_preocupes
por supuesto
qué bien/bueno/interesante/guay
buena respuesta
buen trabajo
me gusta/encanta eso/mucho?
jaja/jajaja/jajajaja/jeje
da igual
""",
    "capabilities": """
ayuda/ayúdame
necesito ayuda
me? puedes/podrías ayudar/ayudarme
qué puedes/sabes/podrías hacer por_mí?
qué puede hacer usted/este_bot
qué sabes
para qué sirves/sirve_este_bot
cómo funcionas/te_uso/te_puedo_usar/funciona_este_bot/se_usa_este_bot
en qué me? puedes/podrías ayudar/ayudarme
qué comandos hay/tienes/conoces
""",
    "identity": """
y? quién/qué eres tú? realmente/exactamente?
y? tú quién/qué eres
cómo te llamas
cuál es tu nombre
tienes un? nombre
con quién hablo/estoy_hablando
eres un/una? robot/bot/humano/humana/persona/máquina/programa/ia/chatbot
eres una? real/persona_real
estoy hablando con un/una robot/bot/humano/persona/máquina/programa
quién te hizo/creó/programó/ha_hecho/ha_creado
preséntate
háblame/cuéntame algo? de/sobre ti
""",
    "check": """
estás/está_usted completamente/totalmente/realmente/muy? seguro/segura de_eso/de_ello/de_esto?
seguro/segura de_eso/de_ello/de_esto
qué_tan/cómo_de seguro/segura estás de_eso/de_ello/de_esto?
de verdad/veras
lo_dices? en serio
hablas en serio
es/será eso/esto? verdad/cierto/correcto/así eso/esto?
eso/esto es verdad/cierto/correcto/así
puedo confiar en eso/esto/ti
puedo creerte/creerlo/creer_eso/fiarme
te? lo? estás inventando/adivinando
estás? bromeando
me tomas el pelo
no? me lo creo
no te creo
lo dudo
""",
    "more": """
cuéntame/dime/muéstrame/enséñame/dame algo? más sobre_eso/sobre_esto/sobre_ello/de_eso?
me? puedes/podrías contarme/decirme/mostrarme/darme/contar/decir/dar? algo? más sobre_eso?
y? algo/qué? más
más sobre_eso/sobre_esto/sobre_ello/detalles/información/info/datos/pasajes
dame/quiero/necesito más? detalles/información
quiero saber más sobre_eso/sobre_esto?
hay algo? más
sigue/continúa/siga/continúe/adelante leyendo?
siguiente
qué más dice/hay/sabes
y luego/después
explica/explícalo/explícamelo más/mejor
""",
    "source": """
la/tu/una/alguna? fuente/fuentes/prueba/pruebas
cuál/cuáles es/son la/tu/las/tus fuente/fuentes
muéstrame/muestra/enséñame/dame/dime/cita/indica la/tu/una? fuente/cita/prueba/referencia
me? puedes/podrías mostrarme/darme/citar/enseñarme/mostrar/dar la/tu/una? fuente/cita/prueba
de dónde lo? sacas/sacaste/has_sacado/sabes eso/esto?
de dónde sale/viene eso/esto
cómo lo? sabes eso/esto?
quién lo dice
quién dice eso/esto
dónde lo dice
dónde dice/pone eso/esto
dónde está escrito eso/esto?
en qué página/artículo/documento/texto lo_dice/lo_pone/dice_eso/pone_eso/está_eso
por qué lo? dices/crees eso/esto?
en qué te basas
tienes alguna/una? pruebas/prueba/fuentes/fuente
pruébalo/demuéstralo
""",
    "shorter": """
un_poco/mucho? más corto/corta/breve/conciso/simple/sencillo
hazlo/dilo/ponlo un_poco? más corto/breve/conciso/simple/sencillo
en resumen/breve/pocas_palabras/dos_palabras/una_palabra/una_frase
abrevia
sé más breve/conciso
solo la respuesta
eso? es demasiado/muy largo/larga
una? respuesta/versión más? corta/breve
me? puedes/podrías decirlo/hacerlo/ponerlo/decírmelo/ser más corto/breve/conciso/simple
""",
    "longer": """
un_poco/mucho? más largo/larga/extenso/detallado/detallada
hazlo/dilo/ponlo un_poco? más largo/extenso/detallado
con/en más detalle/detalles
en detalle
una? respuesta/versión más larga/extensa/completa/detallada
eso? es demasiado/muy corto/corta
dame/muéstrame? más/el? contexto
dame/muéstrame/enséñame el párrafo/pasaje/texto entero/completo
el? párrafo/pasaje entero/completo
me? puedes/podrías ser/decirlo más específico/detallado/preciso/extenso
""",
    "repeat": """
repite/repítelo/repita/repítemelo/repetir eso/esto/otra_vez/de_nuevo?
dilo/dímelo otra_vez/de_nuevo/una_vez_más
otra vez
de nuevo
una vez más
me? puedes/podrías repetirlo/repetir/repetírmelo eso/otra_vez/de_nuevo?
qué has_dicho/dijiste/decías
no te/lo? entendí/entiendo/he_entendido
""",
    "rejection": """
no no/gracias?
no? eso/esto está/es mal/incorrecto/falso/mentira/erróneo
está mal
es falso/mentira/incorrecto/erróneo
no? eso/esto? no es verdad/cierto/correcto/así/eso
no? eso/esto? no es lo que te? pregunté/preguntaba/he_preguntado/quería/pedí/dije
no? no te? pregunté/preguntaba/he_preguntado eso
no? eso/esto? no responde/contesta a? mi/la pregunta
no has_respondido/respondiste/contestaste a? mi/la pregunta
falso/incorrecto/mentira/equivocado/erróneo
te equivocas/equivocaste/has_equivocado
estás equivocado/equivocada
mala respuesta
respuesta incorrecta/equivocada
la? otra/siguiente respuesta
otra cosa
inténtalo/prueba/busca otra_vez/de_nuevo
eso? no me sirve/ayuda
eso no sirve/ayuda
me has_entendido/entendiste mal
no me has_entendido/entendiste/entiendes
""",
}
FILLERS = "por_favor porfa porfavor pues entonces oye mira amigo tío hombre".split()
# Without words that are English ones too, such as "a", "son" and "era".
QUESTION_OPENINGS = (
    "qué que quién quiénes cuándo dónde adónde cómo cuál cuáles cuánto cuánta cuántos cuántas"
    " por para desde hasta es está están hay puede puedo tiene tienen y"
    " dime muestra muéstrame explica explícame enumera nombra"
).split()
