"""Words of the field that mean the same, in Swedish and in English: who looks for one finds the others as well.

Only whole words that mean little else. Their other forms follow by themselves.
"""

from functools import cache

from samverka.core import spelling


ALIKE = """
    akut = emergency acute urgent
    arbete jobb = work job
    avgift kostnad = fee cost
    avhysning vräkning = eviction
    avlägsnande = removal
    avtal överenskommelse = agreement
    barn = child children
    beläggning = occupancy
    bidrag = grant
    biljett hembiljett = ticket
    bistånd = assistance aid
    boende = accommodation housing
    boplats bosättning = settlement
    brott = crime
    dataskyddsförordning = gdpr
    diskriminering = discrimination
    diskussion samtal = discussion
    dusch = shower
    ehic sjukförsäkringskort = ehic
    enkät = survey questionnaire
    exempel = example practice
    familj = family
    frivillig volontär = volunteer
    fråga = question
    förlossning = delivery childbirth
    församling kyrka = parish congregation church
    förskola = preschool
    förslag = proposal
    försörjning = livelihood
    handikapp funktionsnedsättning = disability
    hemlös hemlöshet = homeless homelessness
    hsl sjukvårdslag = hsl
    hygien = hygiene
    hälsa = health
    härbärge natthärbärge = shelter
    kläder = clothes clothing
    iop partnerskap = partnership
    kfm kronofogde kronofogdemyndighet = kfm
    kommun = municipality
    konsekvensbedömning = dpia
    kris krisberedskap = crisis preparedness
    kvinna = woman women
    kyla kallt köld = cold
    lag = law
    lottning = draw
    lägesbild = situation
    läkare = doctor physician
    läkemedel medicin = medicine
    markägare fastighetsägare = landowner
    mat måltid = food meal
    myndighet = authority
    människohandel = trafficking
    mödravård graviditet = maternity pregnancy
    möte sammanträde = meeting
    natt = night
    nedskräpning = litter
    nätverk = network
    nödbistånd = emergency
    orosanmälan = concern
    osl sekretesslag = osl
    pengar = money
    polis = police
    projekt = project
    protokoll mötesanteckning = minutes
    rapport redovisning = report
    remiss = consultation
    resa hemresa = journey travel
    riktlinje = guideline
    rådgivning = advice
    rättighet = right
    samarbete samverkan = collaboration cooperation
    samordnare samordning = coordinator coordination
    samtycke = consent
    sekretess tystnadsplikt = secrecy confidentiality
    sjukhus = hospital
    sjukvård vård = care healthcare
    skola = school
    skuld = debt
    slutredovisning = report
    språk = language
    strategi = strategy
    stöd = support
    säng sovplats = bed
    tandläkare tandvård = dental dentist teeth
    tiggeri = begging
    toalett = toilet
    tolk tolkning = interpreter interpreting
    tvätt tvättstuga = laundry
    uppdrag = mandate assignment
    uppehållsrätt = residence
    uppföljning = evaluation
    upphandling = procurement
    uppsökande = outreach
    utbildning kurs = education course training
    utnyttjande exploatering = exploitation
    utredning = investigation inquiry
    vatten = water
    våld = violence
    värmestuga = warming
    åtgärd insats = measure
"""


def same_as(word: str) -> tuple[str, ...]:
    """The words that mean the same as a folded one, or as a form of it."""
    swedish, english = spelling.stems(word)
    found = (*_lines()[0].get(swedish, ()), *_lines()[1].get(english, ()))
    return tuple(dict.fromkeys(one for one in found if not spelling.is_form(word, one)))


@cache
def _lines() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """All that means the same, by the stem of each Swedish word and of each English one."""
    known: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = {}, {}
    for line in ALIKE.strip().splitlines():
        sides = [spelling.words(side) for side in line.split("=")]
        for language, words in enumerate(sides):
            for word in words:
                stem = spelling.stems(word)[language]
                known[language][stem] = (*known[language].get(stem, ()), *sides[0], *sides[1])
    return known
