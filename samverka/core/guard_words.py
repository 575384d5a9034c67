"""Words that the free-text guard knows. Kept short: a guard that cries at everything is soon not heard."""

# ruff: noqa: RUF001 (Cyrillic letters that look like ours are meant)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First names that are no other word in Swedish or English, of people from Sweden, Romania and Bulgaria (in both
# scripts): found however they are written.
NAMES = _words("""
    agneta alexander alexandra anders andreas anna annika barbro bengt berit birgitta carina caroline cecilia
    charlotta charlotte christer christina daniel elin elisabeth emelie emil emma erik eva fredrik gunilla
    gunnar gustaf gustav göran hanna helena henrik ida inger ingrid jenny jessica joakim johan johanna johannes
    johansson jonas josefin julia kajsa karin katarina kerstin kjell kristina lars leif lena linnea magnus malin
    margareta maria marie mats mattias michael mikael monika niklas nils olof oskar patrik per-olof peter pia
    rebecka robert roger rolf sandra sara simon sofia sofie stefan susanne sven therese thomas tobias tommy
    torbjörn ulla ulrika viktoria wilhelm yvonne åke åsa örjan

    adrian alexandru alina ana-maria andreea andrei angela anișoara aurel bogdan camelia catalin cătălin ciprian
    claudiu constantin constanța corina cornel costel costică cristian cristina cristinel daniela denisa dorin
    doru dumitru elena emanuel eugen floarea florentina florin florina gabriel gabriela georgeta gheorghe
    gheorghiță ileana ilie ioan ioana ionel ionela ionuț ionut iulian iuliana laurențiu liliana liviu loredana
    lucian luminița madalina mădălina marian mariana maricica marioara mihaela mihai mircea mirela narcis
    nicolae nicoleta nicușor octavian ovidiu paraschiva petre petru radu ramona raluca razvan răzvan remus
    rodica roxana sebastian simona sorin sorina stelian ștefan ștefania teodor tudor valentin valeriu vasile
    vasilica veronica victoria violeta viorel viorica virgil vlad zamfira

    anelia angelov asen atanas biser boyan borislav daniela desislava dimitar dimitrov dobromir elenka emilia
    georgi gergana hristina hristo iliya ivaylo ivan ivanka kalina kiril krasimir krasimira lyubomir lyudmila
    margarita mariya milena miroslav mitko nadezhda nikola nikolay ognyan petar petya plamen radka radoslav
    rositsa rumen rumyana silviya slavcho snezhana stanislav stefka stoyan stoyanka svetla svetlana todor
    todorka tsvetan tsvetelina vanya vasil velichka ventsislav veselin vladimir yana yordan yordanka zdravko
    zlatka ангел анелия асен атанас борислав боян георги гергана даниела десислава димитър добромир елена емилия
    здравко златка иван иванка ивайло илия йордан йорданка кирил красимир красимира людмила любомир маргарита
    мария милена мирослав митко никола николай огнян петър петя пламен радка радослав росица румен румяна
    светлана силвия славчо снежана спас станислав стефан стефка стоян стоянка тодор тодорка цветан цветелина
    ваня васил величка венцислав веселин владимир яна
""")

# First names that are other words too: found with a capital inside a sentence.
NAMES_WITH_CAPITAL = _words("""
    ana angel axel bella björn bo carmen dan dana dag doina florea hans ion ioan jan karl kim klara lacramioara
    liv luca marin marina mihail nora nicu oana paul rosa sanda siv sorana spas stig stella sten ulf vera vali
    viola бисер калина надежда светла
""")

# What stands before a name. The word after it must have a capital.
BEFORE_NAME = (
    # Swedish and English
    *("heter", "hette", "vid namn", "med namnet", "namnet är", "namn är", "kallas", "kallad", "herr", "fru", "fröken"),
    *("tant", "farbror", "mamma", "pappa", "syster", "bror", "fru till", "man till", "mor till", "far till"),
    *("son till", "dotter till", "bror till", "syster till", "kusin till", "vän till", "smeknamn"),
    *("named", "called", "name is", "name was", "by the name of", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss"),
    *("known as", "goes by", "calls him", "calls her", "call him", "call her", "nickname", "nicknamed", "aka"),
    *("wife of", "husband of", "mother of", "father of", "son of", "daughter of", "brother of", "sister of"),
    *("cousin of", "friend of", "uncle", "aunt", "auntie"),
    # Romanian
    *("se numește", "se numeste", "numele", "numită", "numit", "pe nume", "îl cheamă", "il cheama", "o cheamă"),
    *("o cheama", "domnul", "doamna", "dl", "dl.", "dna", "d-na", "d-l"),
    *("i se spune", "i se zice", "îi zice", "ii zice", "poreclit", "poreclită", "lui", "soțul", "soția", "fiul"),
    *("fiica", "mama", "tata", "fratele", "sora", "vărul", "bunica", "nea", "nenea", "tanti", "mătușa", "unchiul"),
    # Bulgarian
    *("казва се", "се казва", "на име", "името", "името е", "господин", "госпожа", "г-н", "г-жа"),
    *("викат му", "викат ѝ", "викат и", "наричат го", "наричат я", "с прякор", "бай", "чичо", "леля", "кака", "батко"),
    *("мъжът на", "жената на", "синът на", "дъщерята на", "майката на", "бащата на", "братът на", "сестрата на"),
    *("брата на", "мъжа на", "сина на", "братовчед на", "приятел на"),
)

# Endings of family names, on a word with a capital.
FAMILY_NAMES = ("sson", "escu", "eanu", "oaia", "enko", "ova", "eva", "ov", "ev", "ова", "ева", "ов", "ев")
NO_FAMILY_NAMES = ("behov", "lov", "prov", "brev", "skrev", "drev", "blev", "elev", "leva", "lev", "готов", "нов")

# Capitalised words that are places and organisations: a pair with one of them is no person.
PLACES = _words("""
    aspudden boplats botkyrka bredäng bulgaria bulgarien caritas centralen centralstationen crossroads city el
    emmaus europe eu faktum farsta frälsningsarmén gamla gemenskap gotland göteborg göteborgs helsingborg hotell
    hotel hägersten imvs kommun korset kronofogden kungsholmen kyrka kyrkan köping lilla linköping lund läkare
    malmö matakuten migrationsverket nacka nedre norra nord norr nya ny nödhjälpen oslo pingst pingstkyrkan
    polisen posten red cross region romania rumänien rädda röda s:t sankt sankta securitas skåne skånes
    skärholmen socialjouren socialtjänsten stad stadsmission stadsmissionen stadsmissionens station stockholm
    stockholms stora sverige sveriges svenska sweden syd söder södertälje södra uppsala varma vinternatt
    vinternatten väster västra world world's åsö årsta öst östra övre church city council hall house kitchen
    library academy army association avenue bakery bank bridge café charity centre chapel close community court
    drive foundation garden gate hill hospital hostel lane market mission parish park police road school society
    square station street supermarket terminal trust university yard bulevardul piața crucea roșie biserica
    parohia catedrala centrul spitalul primăria gara armata misiunea asociația fundația autogara параклис църква
    църквата храм болница болницата гара гарата автогара община общината кръст армия мисия фондация сдружение
    център столична monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december christmas easter new year's eve
""")
PLACE_ENDINGS = (
    *("gatan", "gata", "vägen", "väg", "torget", "torg", "plan", "planen", "kyrkan", "kyrka", "gården", "gård"),
    *("huset", "parken", "platsen", "bron", "stad", "köping", "holm", "berga", "församling", "kommun", "härbärget"),
    *("skolan", "salen", "rummet", "jouren", "centralen", "stationen", "hemmet", "stranden", "hamnen", "backen"),
    *("missionen", "tjänsten", "verket", "bolaget", "föreningen", "förbundet", "caféet", "köket"),
    *("riet", "butiken", "apoteket", "biblioteket", "kapellet", "kapell", "församlingshem", "vandrarhem", "sjukhuset"),
)

# What stands before the name of a church or a street: it may be a person's, and points at nobody.
BEFORE_PLACE = _words("""
    s:t sankt sankta st saint sf sfânta sfanta sfântul sfantul sfinții свети света св strada str bulevardul bd calea
    piața aleea улица ул булевард бул площад пл
""")

# How a dot and the sign of an e-mail address are said, or written to hide them.
AT = r"snabel-?a|a\s?rond|arond|coadă de maimuță|маймунско\s[аa]|маймуна|кльомба|ет"
DOT = r"dot|punkt|punct|точка"

# Digits in words, and larger ones, that from twenty on may stand before them (sju, thirty-three, șaptezeci, осемдесет).
SPOKEN_DIGITS = (
    r"noll|ett?|en|två|tre|fyra|fem|sex|sju|åtta|nio|oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine"
    r"|unu|una|doi|două|trei|patru|cinci|șase|șapte|opt|nouă"
    r"|нула|едно|един|две|три|четири|пет|шест|седем|осем|девет"
)
SPOKEN_TENS = (
    r"tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|douăzeci|treizeci|patruzeci|cincizeci|șaizeci|șaptezeci|optzeci|nouăzeci"
    r"|двайсет|двадесет|трийсет|тридесет|четирийсет|четиридесет|петдесет|шейсет|шестдесет|седемдесет|осемдесет|деветдесет"
)

# Ethnicity and origin of people, as the beginnings (`…*`) or wholes of words. Languages may be named: they help to
# find an interpreter, and say nothing of who somebody is.
ORIGINS = (
    # Swedish
    *("rom", "romer*", "romen", "romsk*", "zigen*", "tattar*", "sinti", "samer*", "samisk*", "judar*"),
    *("judisk*", "neger*", "negr*", "rumän", "rumänen", "rumäner*", "bulgar", "bulgaren", "bulgarer*", "turk"),
    *("turkar*", "kurder*", "araber*", "afrikan*", "etnicitet*", "etnisk*", "härkomst*", "folkslag*"),
    # English
    *("roma", "gypsy", "gypsies", "romanians", "bulgarians", "turks", "arabs", "kurds", "jews", "jewish", "ethnic*"),
    # Romanian
    *("romi*", "rrom*", "țigan*", "ţigan*", "tigan*", "țigăn*", "ţigăn*", "tigăn*", "români", "românii", "bulgari"),
    *("bulgarii", "turci", "turcii", "etnie*", "etnic*"),
    # Bulgarian
    *("ром", "роми", "ромите", "ромск*", "ромка*", "циган*", "румънци*", "българи", "българите", "турци*", "етнос*"),
    *("етнич*", "произход*"),
)
