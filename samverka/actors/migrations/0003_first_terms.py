"""The first version of the terms of confidentiality, in our own words. A new version is a new migration."""

from datetime import UTC, datetime

from django.db import migrations


SWEDISH = """
Välkommen till Samverka. Här samordnar vi platser, lägen och kunskap – aldrig människor. Den som söker en säng för \
natten ska kunna lita på oss. Därför ber vi dig läsa det här i lugn och ro och skriva under innan du börjar.

Det du får veta stannar hos oss. I arbetet möter du människor, ser och hör saker om dem. Berätta det bara för den som \
behöver veta det för sitt uppdrag, och bara så mycket som behövs. Det gäller också när du har slutat. Arbetar du för \
en kommun, en region eller en statlig myndighet gäller dessutom offentlighets- och sekretesslagen.

Skriv aldrig om personer. Inga namn, personnummer, telefonnummer eller bilder. Inget om varifrån någon kommer, vad \
någon tror på eller hur någon mår. Skriv om huset och arbetet. Ser du att någon har råkat skriva om en person, säg \
till så att det tas bort.

Titta bara på det du behöver för ditt uppdrag. Ta inga bilder av skärmen. Ta vara på utskrifter så att ingen annan \
läser dem, och förstör dem när de har gjort sitt.

Logga in som dig själv. Lösenordet och koden är dina: låna inte ut dem, och arbeta inte i någon annans namn. Logga \
ut när du lämnar en dator som fler använder.

Lämna inte på eget bevåg ut något till någon utanför uppdraget, inte heller till polis eller andra myndigheter. Den \
som är ansvarig hos din organisation prövar varje begäran enligt lag. Är du orolig för ett barn ska du alltid anmäla \
det till socialtjänsten; inget här hindrar dig.

Händer det något – en borttappad biljett, ett mejl som kom fel, någon som verkar ha varit inne i ditt konto – säg till \
din organisation genast. Att säga till är alltid rätt, även när felet var ditt eget.

Det här sparar vi om dig: ditt namn, din e-postadress, dina roller, när du senast loggade in, att du har skrivit under, \
och en logg över vad du har ändrat. Ett konto som ingen använder stängs efter sex månader, och efter tolv tas namn och adress bort. På sidan \
om vilka som har åtkomst ser du vilka organisationer som arbetar här och i vilka roller.
""".strip()

ENGLISH = """
Welcome to Samverka. We coordinate places, situations and knowledge – never people. Whoever asks for a bed for the \
night must be able to trust us. So please read this in peace and quiet, and sign it before you begin.

What you learn stays with us. In your work you meet people, and see and hear things about them. Tell them only to \
somebody who needs to know for their own task, and no more than is needed. That holds also when you have left. If you \
work for a municipality, a region or a state authority, the Public Access to Information and Secrecy Act applies too.

Never write about persons. No names, personal numbers, phone numbers or pictures. Nothing about where somebody comes \
from, what they believe or how they are. Write about the building and the work. If you see that somebody happened to \
write about a person, say so, and it will be taken away.

Look only at what you need for your task. Take no pictures of the screen. Look after printed sheets so that nobody \
else reads them, and destroy them when they have done their work.

Log in as yourself. The passphrase and the code are yours: do not lend them, and do not work in anybody else's name. \
Log out when you leave a computer that others use.

Hand nothing over on your own to anybody outside the task, the police and other authorities included. Whoever is \
responsible in your organisation weighs each request according to law. If you are worried about a child, always \
report it to the social services; nothing here stops you.

If something happens – a lost ticket, a mail that went astray, somebody who seems to have been in your account – tell \
your organisation at once. Telling is always right, also when the mistake was your own.

This is what we keep about you: your name, your e-mail address, your roles, when you last logged in, that you have \
signed, and a log of what you have changed. An account that nobody uses is closed after six months, and after twelve its name and address are \
taken away. The page on who has access shows which organisations work here, and in which roles.
""".strip()


def offer(apps, schema_editor):
    Terms = apps.get_model("actors", "Terms")
    texts = {"valid_from": datetime(2026, 1, 1, tzinfo=UTC), "swedish": SWEDISH, "english": ENGLISH}
    Terms.objects.get_or_create(version=1, defaults=texts)


class Migration(migrations.Migration):
    dependencies = [("actors", "0002_territories")]
    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
