"""How people word talk in German; the notation is that of the package.

Umlauts are as they are written; a message is read with them or without, and with "ue"
where the wordings have that.
"""

PHRASES = {
    "greeting": """
hallo/hallöchen/servus/moin/grüezi zusammen/nochmal/bot/alle/du/miteinander?
moin moin
guten morgen/tag/abend zusammen?
schönen guten? tag/abend/morgen
grüß/gruess dich/gott/euch
hallo? wie gehts/geht_es dir/euch/ihnen? heute/so?
freut mich
""",
    "thanks": """
vielen/herzlichen/besten/tausend dank dafür/für_alles/für_die_hilfe/für_deine_hilfe/nochmal?
vielen? dank/danke für_die_antwort/für_deine_antwort/für_die_info/für_die_information
nein? danke sehr/schön/dir/euch/vielmals/nochmal/dafür/für_alles/für_die_hilfe/für_deine_hilfe?
dankeschön/dankesehr
ich danke dir/ihnen/euch? sehr?
sehr/wirklich nett/lieb/freundlich/hilfreich von_dir?
das hilft/half mir? sehr/weiter?
das hat mir? sehr? geholfen
das war sehr? hilfreich
""",
    "farewell": """
tschüss/tschüs/tschuess/tschau/ciao/ade zusammen/alle?
auf wiedersehen/wiederhören/wiederschauen
bis bald/später/dann/morgen/nachher/gleich/demnächst
gute nacht
einen? schönen tag/abend/feierabend noch/dir_noch
schönes wochenende noch?
machs gut
das war alles/es für_heute/fürs_erste?
das wars für_heute/fürs_erste?
das ist alles
ich muss los/gehen/weg
ich bin fertig
""",
    "apology": """
es? tut mir sehr/wirklich? leid
entschuldigung/entschuldige/entschuldigen_sie/verzeihung bitte?
mein fehler
""",
    "acknowledgement": """
okay/schön/prima/klasse/perfekt/ausgezeichnet/großartig/wunderbar/genial/interessant/genau
richtig/verstanden/verstehe/klar/achso/ja/jawohl/jo/jep/einverstanden/oki/egal/gern/gerne
ach so
na/sehr/alles/schon gut
alles klar
ich? verstehe/verstanden/habe_verstanden/hab_verstanden/habs
gut zu wissen
gut gemacht
sehr/wirklich/echt gut/schön/interessant
das ist/klingt sehr? gut/interessant/super/toll/prima/logisch/schön
das? macht/ergibt sinn
kein problem
keine sorge
macht/schadet nichts
gute/tolle antwort
das? gefällt mir
ja bitte/gern/gerne/klar/genau
haha/hihi/hehe
""",
    "capabilities": """
hilfe
hilf mir
ich brauche hilfe
kannst/könntest du mir? helfen
was kannst du alles/tun/machen/für_mich_tun/für_mich_machen?
was machst du
was weißt du alles?
wozu/wofür bist du da/gut
wie funktionierst du
wie funktioniert dieser/der bot
wie benutze/bediene/verwende ich dich/diesen_bot
wie/wobei/womit kannst/könntest du mir? helfen
welche befehle gibt_es/kennst_du/hast_du
""",
    "identity": """
und? wer/was bist du eigentlich/genau/wirklich/denn/überhaupt?
wie heißt du eigentlich/denn?
wie ist dein name
hast du einen namen
mit wem spreche/rede/schreibe ich hier/eigentlich?
bist du ein/eine? echter/echte? mensch/roboter/bot/maschine/programm/ki/person/computer/chatbot
bist du echt
rede/spreche/schreibe ich mit einem/einer mensch/menschen/roboter/bot/maschine/computer/programm
wer hat dich gemacht/programmiert/gebaut/entwickelt/erschaffen
erzähl/erzähle/sag mir? etwas/was über dich
stell dich vor
""",
    "check": """
bist du dir? da/dabei/damit/dessen? ganz/absolut/wirklich/sehr? sicher
sind sie sich? da/dabei? ganz/wirklich? sicher
da? bist du dir? sicher
wie sicher bist du dir? da/dabei/damit?
ganz? sicher
wirklich/echt/ehrlich/tatsächlich
im ernst
stimmt das wirklich/auch/überhaupt/so?
ist das wirklich/auch? wahr/richtig/korrekt/sicher/so/verlässlich
kann ich dir/dem/dieser_antwort/der_antwort trauen/vertrauen/glauben
kann ich mich darauf verlassen
ist das nur? geraten/eine_vermutung
rätst du nur?
machst du witze
das glaube/glaub ich dir? nicht
ich glaube/glaub dir/das nicht
ich bezweifle das
das bezweifle ich
""",
    "more": """
noch? mehr davon/dazu/darüber/details/infos/informationen/stellen?
erzähl/erzähle/sag/sage/zeig/zeige/gib/verrate mir? noch? etwas? mehr dazu/darüber/davon?
zeig/zeige/gib mir? noch? mehr/weitere details/infos/informationen/stellen
kannst/könntest du mir? noch? etwas? mehr dazu/darüber/davon? sagen/erzählen/zeigen/verraten
und? was/etwas/sonst noch
und? was sonst noch?
gibt_es/gibts noch mehr/etwas/was dazu/darüber/davon?
was steht da/dort/sonst noch
was weißt du noch darüber/dazu?
ich will/möchte/würde_gern/würde_gerne mehr darüber/dazu? wissen/erfahren/lesen/hören
weiter/weiterlesen
mach/lies/erzähl/red weiter
und weiter/dann/danach
weitere details/infos/informationen/stellen
erklär/erkläre das/es mir? näher/weiter
""",
    "source": """
die/deine/eine/welche? quelle/quellen/quellenangabe/beleg/belege/nachweis
was ist/sind die/deine quelle/quellen
zeig/zeige/nenn/nenne/gib mir? die/deine/eine? quelle/quellen/stelle/textstelle/belege
zeig/zeige/nenn/nenne/gib mir? den/einen beleg
kannst/könntest du mir? die/deine/eine? quelle/quellen/stelle/textstelle zeigen/nennen/geben
woher weißt/hast du das/es
woher kommt/stammt das/diese_information/die_information
wer sagt das denn?
wo steht das genau/geschrieben/im_text/im_artikel?
wo hast du das her/gelesen/gefunden
auf welcher seite steht/ist das
in welchem artikel/text/dokument/buch steht das
warum/wieso/weshalb sagst/glaubst/meinst/denkst/behauptest du das
wie kommst du darauf/dazu
worauf stützt du dich
hast du eine/irgendeine? quelle/quellen/belege/beweise dafür?
hast du einen beleg/beweis dafür?
beweis/beweise das/es
""",
    "shorter": """
etwas/viel/noch/geht_es/gehts/geht_das? auch? kürzer/kuerzer/knapper/einfacher
kurz gesagt/gefasst/und_knapp
in kürze/einem_satz/einem_wort/wenigen_worten/zwei_sätzen
fass/fasse dich kurz/kürzer
nur/bloß die antwort
das ist viel? zu lang
mach/mache/sag/sage/schreib das/es kürzer/kuerzer/knapper/einfacher
kannst/könntest du das/es kürzer/kuerzer/knapper/einfacher sagen/machen/fassen
eine? kürzere/kurze antwort/version/fassung
""",
    "longer": """
etwas/viel/noch/geht_es/gehts/geht_das? auch? länger/laenger/ausführlicher/genauer/detaillierter
mehr kontext/zusammenhang/einzelheiten
im detail/einzelnen/zusammenhang/kontext
das ist viel? zu kurz/knapp
mach/mache/sag/sage/schreib/erklär/erkläre das/es länger/ausführlicher/genauer
eine? längere/ausführlichere/ausführliche/genauere antwort/version/fassung
kannst/könntest du das/es genauer/ausführlicher/näher erklären/sagen/beschreiben
kannst/könntest du genauer/ausführlicher sein
zeig/zeige/gib mir? den ganzen? absatz/abschnitt/text/zusammenhang/kontext
den? ganzen/ganzer absatz/abschnitt
""",
    "repeat": """
wiederhole/wiederhol/wiederholen das/es/die_antwort? nochmal/noch_einmal?
sag/sage/zeig/zeige/schreib mir? das/es? nochmal/noch_einmal/noch_mal
nochmal/nochmals
noch einmal/mal
kannst/könntest du das/es wiederholen
kannst/könntest du das/es nochmal/noch_einmal/noch_mal sagen/wiederholen
was hast du gesagt/geschrieben
was war das nochmal
wie bitte
ich habe/hab das/dich nicht verstanden
""",
    "rejection": """
nein/nö nein/danke?
nein? das ist/war leider/einfach/komplett/völlig? falsch/verkehrt/unsinn/quatsch/inkorrekt
falsch/verkehrt/unsinn/quatsch/blödsinn/inkorrekt
nein? das? stimmt nicht
nein? das stimmt so/leider/doch/gar nicht
nein? das ist/war nicht richtig/korrekt/wahr/so/die_antwort/meine_frage/die_richtige_antwort
nicht richtig/korrekt/wahr
nein? das/danach habe/hab/hatte ich nicht gefragt/gemeint/gesagt
nein? das meine/meinte/wollte ich nicht
nein? das beantwortet meine/die frage nicht
du hast meine/die frage nicht beantwortet
du irrst/täuschst dich
du liegst falsch
du hast mich falsch/nicht verstanden
falsche/schlechte/andere/nächste/eine_andere antwort
etwas/was anderes
versuch/versuche/probier/such es? nochmal/noch_einmal/weiter
versuchs/probiers nochmal/noch_einmal
das hilft mir? nicht weiter?
""",
}
# Words that change nothing wherever they stand, within a wording too.
PARTICLES = "bitte mal denn doch eigentlich".split()
FILLERS = "bitte mal doch denn eigentlich halt eben also nun dann jetzt na ach leider".split()
# Without words that are English ones too, such as "war" and "hat".
QUESTION_OPENINGS = (
    "wer wen wem wessen was wann wo wohin woher warum wieso weshalb wie wieviel wieviele"
    " welche welcher welches welchen welchem wofür wozu womit wodurch wovon woran worauf"
    " ist sind wurde wurden haben kann können darf dürfen muss müssen gibt gilt und aber"
    " ab seit zeig zeige nenn nenne erklär erkläre sag"
).split()
