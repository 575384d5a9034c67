"""How the pages of the directory are asked and read."""

from django.urls import reverse


def way(page, *args):
    return reverse(f"directory:{page}", args=args)


def enter(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def hidden(page):
    return {field.name: field.value() or "" for field in page.context["form"].hidden_fields()}
