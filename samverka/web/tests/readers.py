"""Reading the public pages."""


def pages(service):
    town = [f"stockholm/{rest}" for rest in ("", "open/", "tonight/", "today/", "all/", "map/", "shower/", "hygiene/")]
    return ["", *town, f"service/{service.pk}/", "tillganglighet/", "offline/"]


def text_of(client, address, **headers):
    return client.get(address, headers=headers).content.decode()
