"""The laws that the field's work rests on stand there from the beginning, to be looked up.

Days are told only where they are known. Whoever looks a row up says when, and mends it.
"""

from datetime import date

from django.db import migrations


PROPOSED = "proposed"
LAWS = (  # name, number, section, what it says, state, in force from
    ("Utlänningslagen", "2005:716", "3 a kap. 3 §",
     "Uppehållsrätt längre än tre månader: den som arbetar, driver eget, söker arbete, studerar eller klarar sig själv.",
     "", None),
    ("Socialtjänstlagen", "2025:400", "",
     "Kommunen ansvarar för alla som vistas där. Utan uppehållsrätt ges vanligen bistånd i akuta nödsituationer.",
     "", date(2025, 7, 1)),
    ("Utökad anmälningsplikt och återkoppling vid oro för barn", "prop. 2025/26:12", "",
     "Fler anmäler, den som anmäler får veta mer, och sekretess och bevarande ändras.", PROPOSED, None),
    ("Offentlighets- och sekretesslagen", "2009:400", "26 kap. 1 §",
     "Sekretess i socialtjänsten, också mellan nämnder i samma kommun.", "", None),
    ("Skyldighet att lämna uppgifter till de brottsbekämpande myndigheterna", "prop. 2024/25:65", "",
     "Kommuner, regioner och skolor lämnar uppgifter på begäran och på eget initiativ.", "", date(2025, 4, 1)),
    ("Offentlighets- och sekretesslagen", "prop. 2024/25:180", "10 kap. 15 a §",
     "Myndigheter får lämna uppgifter till varandra trots sekretess.", PROPOSED, date(2025, 12, 1)),
    ("Nationellt förbud mot tiggeri", "SOU 2025:83", "", "Ett förslag; lokala förbud finns.", PROPOSED,
     date(2026, 7, 1)),
    ("Dataskyddsförordningen", "EU 2016/679", "",
     "Etniskt ursprung och hälsa är känsliga uppgifter. Konsekvensbedömning när två kriterier är uppfyllda.", "", None),
    ("Lag om behandling av personuppgifter inom socialtjänsten", "2001:454", "",
     "Bara de uppgifter som är nödvändiga får behandlas.", "", None),
    ("Lag om hälso- och sjukvård åt utlänningar som vistas i Sverige utan nödvändiga tillstånd", "2013:407", "",
     "Vård som inte kan anstå, i enstaka fall också åt EU-medborgare. Akut vård ges alla.", "", None),
    ("Avlägsnande från otillåtna bosättningar", "prop. 2016/17:159", "",
     "Kronofogden avlägsnar efter ansökan. Den som bor där får tid att invända.", "", date(2017, 7, 1)),
    ("Lag om tillgänglighet till digital offentlig service", "2018:1937", "",
     "Webbplatser följer EN 301 549 och berättar hur man klagar.", "", None),
    ("Cybersäkerhetslagen", "2025:1506", "", "Gäller alla kommuner och regioner. Incidenter rapporteras.", "",
     date(2026, 1, 15)),
    ("Lag om den offentliga sektorns tillgängliggörande av data", "2022:818", "",
     "Öppna format, genom programgränssnitt och vanligen utan avgift, inom dataskyddet.", "", None),
)  # fmt: skip


def fill(apps, schema_editor):
    law = apps.get_model("exchange", "LawReference")
    for name, number, section, says, state, since in LAWS:
        place = {"name": name, "number": number, "section": section}
        if not law.objects.filter(**place).exists():
            law.objects.create(**place, says=says, state=state or "in_force", valid_from=since)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
