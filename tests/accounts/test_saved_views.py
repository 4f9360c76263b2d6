from __future__ import annotations

import pytest

from accounts.models import SavedView
from accounts.saved_views import MOST_VIEWS, kept_query
from core.models import AuditEntry
from tests.conftest import signed_in
from tests.support.markup import is_only_text

LIST = "/recordings/"
NEW = "/saved-views/"
VIEW = {"page": "recordings:list", "name": "Long ones", "query": "longer=60&sort=-size"}


@pytest.fixture
def kept(alice) -> SavedView:
    return SavedView.objects.create(owner=alice, **VIEW)


def test_it_is_offered_above_its_list(alice_client):
    assert "Save this view" not in alice_client.get(LIST).text
    assert "Save this view" in alice_client.get(LIST, {"longer": "60"}).text

    response = alice_client.post(NEW, VIEW)

    assert response["Location"] == "/recordings/?longer=60&sort=-size"
    assert 'href="/recordings/?longer=60&amp;sort=-size"' in alice_client.get(LIST).text
    assert AuditEntry.objects.get().action == "view.save"


@pytest.mark.parametrize("is_shared", [False, True])
def test_others_see_it_if_it_is_shared(kept, bob_client, is_shared):
    SavedView.objects.update(is_shared=is_shared)

    assert ("Long ones" in bob_client.get(LIST).text) is is_shared


@pytest.mark.parametrize("is_shared", [False, True])
def test_others_cannot_change_it(kept, bob_client, is_shared):
    SavedView.objects.update(is_shared=is_shared)

    for path in (f"{NEW}{kept.pk}/", f"{NEW}{kept.pk}/delete/"):
        assert bob_client.post(path, {"name": "Mine"}).status_code == 404
    assert SavedView.objects.get().name == "Long ones"


def test_who_manages_people_can_delete_a_shared_one(bob, alice_client):
    view = SavedView.objects.create(owner=bob, **VIEW)
    path = f"{NEW}{view.pk}/delete/"
    assert alice_client.post(path).status_code == 404

    SavedView.objects.update(is_shared=True)

    assert alice_client.post(path)["Location"] == LIST
    assert not SavedView.objects.exists()


def test_it_is_renamed_and_shared(kept, alice_client):
    response = alice_client.post(f"{NEW}{kept.pk}/", {"name": "Films", "is_shared": "on"})

    kept.refresh_from_db()
    assert response["Location"] == kept.get_absolute_url()
    assert (kept.name, kept.is_shared, kept.query) == ("Films", True, VIEW["query"])
    assert AuditEntry.objects.get().changes["name"] == {"before": "Long ones", "after": "Films"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Long ones"}, "You have a view of this name already."),
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 61}, "at most 60"),
        ({"name": "a\0b"}, "Null characters"),
        ({"query": "cursor=abc&longer="}, "there is nothing to keep"),
        ({"query": "q=" + "x" * 2000}, "too long to be kept"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(kept, alice_client, change, words):
    response = alice_client.post(NEW, VIEW | {"name": "Others", "is_shared": "on"} | change)

    assert response.status_code == 400
    assert words in response.text
    assert "checked" in response.text
    assert SavedView.objects.count() == 1


def test_nobody_keeps_without_end(alice, alice_client):
    SavedView.objects.bulk_create(
        SavedView(owner=alice, page="recordings:list", name=str(number), query="q=x")
        for number in range(MOST_VIEWS)
    )

    assert "as many views" in alice_client.post(NEW, VIEW).text


@pytest.mark.parametrize("page", ["", "overview", "people:list", "https://elsewhere.example/"])
def test_only_lists_can_be_kept(alice_client, page):
    assert alice_client.post(NEW, VIEW | {"page": page}).status_code == 404


def test_it_takes_the_right_to_see_the_list(charlie_client):
    assert charlie_client.post(NEW, VIEW).status_code == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<b>=1+1", "<\u202egnp.exe"])
def test_its_name_is_text(alice, name):
    view = SavedView.objects.create(owner=alice, **VIEW | {"name": name})
    client = signed_in(alice)

    assert is_only_text(client.get(LIST).text, name)
    assert is_only_text(client.get(f"{NEW}{view.pk}/").text, name)


def test_a_place_in_the_list_is_not_kept():
    assert kept_query("?q=board&cursor=abc&state=&longer=5") == "q=board&longer=5"
    assert kept_query("q=javascript:alert(1)//\n") == "q=javascript%3Aalert%281%29%2F%2F%0A"
