"""Tables a person may edit: one declaration, five routes, one version and one record a change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
from werkzeug.test import Client

from suite.auth.identity import user_uuid
from suite.database import Connection
from suite.editing import DELETING, READING, Desk, EditedSchema, EditedTable, Writer, edited_rows
from suite.editing.schemas import change_of, row_reply_of
from suite.editing.tables import Row, snake_case
from suite.errors import Forbidden, Unprocessable
from suite.http import Call, Reply, Service, json_reply
from suite.http.fields import Array, Flag, JsonObject, Moment, Number, Pattern, Text, TextList, UuidText, Whole, reply
from suite.http.schemas import InputSchema
from suite_testing.databases import TestDatabase
from suite_testing.sample import sample_settings

BED = 7
FRIEND = "0197a000-0000-7000-8000-0000000000ff"
TABLE = """
CREATE TABLE plants (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bed_id int NOT NULL, name text NOT NULL, latin text, height
  numeric(4, 2), sown_at timestamptz, notes jsonb, friend_ids uuid[] NOT NULL DEFAULT '{}', names text[] NOT NULL
  DEFAULT '{}', letters int, "order" int NOT NULL DEFAULT 0, grows boolean NOT NULL DEFAULT true, parent_id int
  CONSTRAINT fk_plants_plants REFERENCES plants (id), user_id uuid NOT NULL, version int NOT NULL DEFAULT 1,
  created_by text NOT NULL, updated_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_plants_name UNIQUE (bed_id, name), CONSTRAINT ck_plants_height CHECK (height > 0));
GRANT SELECT, INSERT, UPDATE, DELETE ON plants TO app_workspace
"""


class PlaceSchema(InputSchema):
    """Where it stands."""

    row = Whole(1, 9, required=True)


class PlantSchema(EditedSchema):
    """A plant."""

    computed: ClassVar[Mapping[str, Any]] = {"letters": reply.integer(null=True), "seedlings": reply.integer()}

    name = Text(1, 20, required=True)
    latinName = Text(1, 50, allow_none=True)
    height = Number(0, 99, 2, allow_none=True)
    sownAt = Moment(allow_none=True)
    notes = JsonObject(most_bytes=200, most_depth=2, allow_none=True, metadata={"description": "anything"})
    friendIds = Array(UuidText(), 5)
    names = TextList(3, 20, each="name")
    order = Whole(0, 100)
    grows = Flag()
    parentId = Whole(1, 1_000, allow_none=True)


def count_letters(connection: Connection, values: Row, old: Mapping[str, Any] | None) -> Row:
    return {**values, "letters": len(values["name"])} if "name" in values else values


@contextmanager
def no_weeds(connection: Connection, row: Mapping[str, Any]) -> Iterator[None]:
    yield
    if connection.value("SELECT EXISTS (SELECT FROM plants WHERE name = 'weed')"):
        raise Unprocessable


def disown(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.run("UPDATE plants SET parent_id = NULL WHERE parent_id = %s", (row["id"],))


PLANTS = EditedTable(
    "plant",
    "plants",
    PlantSchema,
    columns={"latinName": "latin"},
    reads={"seedlings": "(SELECT count(*) FROM plants AS p WHERE p.parent_id = r.id)"},
    fixed=("parentId",),
    filters=("parentId", "name"),
    order=("order",),
    prepare=count_letters,
    leave=disown,
    guard=no_weeds,
)


class GardenDesk(Desk):
    """Everybody sees one bed; guests write nothing, and only the head deletes."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any, Any]] = []

    def open(self, call: Call, table: EditedTable, action: str) -> Writer:
        name = call.identity.user_id
        if (name == "guest" and action != READING) or (action == DELETING and name != "head"):
            raise Forbidden
        return Writer(name, call.identity.uuid, {"bed_id": BED})

    def record(
        self, connection: Connection, call: Call, writer: Writer, table: EditedTable, old: Row | None, new: Row | None
    ) -> None:
        self.told.append((writer.user_id, old and old["name"], new and new["name"]))

    def list_reply(self, call: Call, rows: str, total: int) -> Reply:
        return json_reply(f'{{"rows":{rows},"total":{total}}}')


class Gardener:
    """Requests in somebody's name."""

    def __init__(self, client: Client, name: str) -> None:
        self._client, self._name = client, name

    def send(self, method: str, path: str = "", *, match: str | None = None, **values: Any) -> Any:
        headers = {"X-User-Id": self._name, **({"If-Match": match} if match else {})}
        body = {"json": values} if method in ("POST", "PUT", "PATCH") else {}
        return self._client.open(f"/plants{path}", method=method, headers=headers, **body)

    def plant(self, **values: Any) -> Row:
        answer = self.send("POST", **values)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return dict(answer.get_json())


@pytest.fixture
def desk() -> GardenDesk:
    return GardenDesk()


@pytest.fixture
def service(desk: GardenDesk, clone: TestDatabase) -> Iterator[Service]:
    with clone.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute(TABLE)
    service = Service("sample", sample_settings({"SAMPLE_DATABASE_URL": clone.dsn("app_workspace")}), title="garden")
    service.register([(edited_rows(desk, PLANTS, "plants"), "/plants")])
    yield service
    service.database.close()
    with clone.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE plants")


@pytest.fixture
def ana(service: Service) -> Gardener:
    return Gardener(service.test_client(), "ana")


@pytest.fixture
def head(service: Service) -> Gardener:
    return Gardener(service.test_client(), "head")


def test_a_row_comes_back_as_it_was_sent_with_what_the_server_knows(ana: Gardener) -> None:
    sent = {
        "name": "rose",
        "latinName": "Rosa",
        "height": 1.5,
        "sownAt": "2026-01-31T10:00:00+02:00",
        "notes": {"a": [1]},
        "friendIds": [FRIEND],
        "names": ["rosa"],
        "order": 3,
        "grows": False,
        "parentId": None,
    }
    row = ana.plant(**sent)

    told = {"id": 1, "letters": 4, "seedlings": 0, "version": 1, "createdBy": "ana", "updatedBy": "ana"}
    dates = {name: row[name] for name in ("createdAt", "updatedAt")}
    assert row == {**sent, **told, **dates, "sownAt": "2026-01-31T08:00:00.000Z"}


def test_a_row_belongs_to_its_writer_and_to_the_scope(ana: Gardener, service: Service, clone: TestDatabase) -> None:
    ana.plant(name="rose")
    with clone.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT bed_id, user_id FROM plants")
        assert cursor.fetchall() == [(BED, str(user_uuid("ana")))]
        cursor.execute("UPDATE plants SET bed_id = 8")

    assert ana.send("GET").get_json() == {"rows": [], "total": 0}
    assert ana.send("GET", "/1").status_code == 404
    assert ana.send("PATCH", "/1", match='"1"', name="thorn").status_code == 404


def test_a_change_needs_the_version_it_is_based_on(ana: Gardener) -> None:
    ana.plant(name="rose")

    assert ana.send("PATCH", "/1", name="tulip").status_code == 428
    changed = ana.send("PATCH", "/1", match='"1"', name="tulip")
    assert (changed.status_code, changed.headers["ETag"], changed.get_json()["letters"]) == (200, '"2"', 5)
    late = ana.send("PATCH", "/1", match='"1"', name="lily")
    assert (late.status_code, late.headers["ETag"]) == (412, '"2"')


def test_a_row_that_was_read_can_be_sent_back(ana: Gardener) -> None:
    row = ana.plant(name="rose", friendIds=[FRIEND], height=0.5)
    answer = ana.send("PUT", "/1", match='"1"', **{**row, "grows": False})

    same = {**row, "grows": False, "version": 2, "updatedAt": None}
    assert answer.get_json() | {"updatedAt": None} == same


def test_an_unchanged_row_is_not_sent_again(service: Service, ana: Gardener) -> None:
    ana.plant(name="rose")
    again = service.test_client().get("/plants/1", headers={"X-User-Id": "ana", "If-None-Match": '"1"'})

    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-cache")


def test_lists_are_ordered_narrowed_and_paged(ana: Gardener) -> None:
    ana.plant(name="rose", order=2)
    ana.plant(name="bud", order=1, parentId=1)
    ana.plant(name="lily", order=1)

    def names(query: str) -> list[str]:
        return [row["name"] for row in ana.send("GET", query).get_json()["rows"]]

    assert names("") == ["bud", "lily", "rose"]
    assert names("?limit=1&offset=1") == ["lily"]
    assert names("?parentId=1") == ["bud"]
    assert names("?name=rose") == ["rose"]
    assert ana.send("GET", "?parentId=1").get_json()["total"] == 1
    assert ana.send("GET", "?parentId=x").status_code == 400


def test_what_a_row_belongs_to_is_fixed(ana: Gardener) -> None:
    ana.plant(name="rose")
    answer = ana.send("PATCH", "/1", match='"1"', parentId=1)

    assert (answer.status_code, answer.get_json()["details"][0]["field"]) == (400, "parentId")
    assert ana.send("PATCH", "/1", match='"1"', parentId=None, order=1).status_code == 200


def test_the_database_judges_and_the_error_says_of_what_kind(ana: Gardener) -> None:
    ana.plant(name="rose")

    assert ana.send("POST", name="rose").status_code == 409
    assert ana.send("POST", name="bud", parentId=99).status_code == 409
    assert ana.send("POST", name="moss", height=0).status_code == 422


def test_a_guard_refuses_the_whole_write_and_nothing_is_told(ana: Gardener, desk: GardenDesk) -> None:
    ana.plant(name="rose")
    assert ana.send("PATCH", "/1", match='"1"', name="weed").status_code == 422

    assert ana.send("GET", "/1").get_json()["name"] == "rose"
    assert desk.told == [("ana", None, "rose")]


def test_a_deletion_frees_what_it_would_stumble_over(ana: Gardener, head: Gardener, desk: GardenDesk) -> None:
    ana.plant(name="rose")
    ana.plant(name="bud", parentId=1)

    assert ana.send("DELETE", "/1", match='"1"').status_code == 403
    assert head.send("DELETE", "/1").status_code == 428
    assert head.send("DELETE", "/1", match='"1"').status_code == 204
    assert ana.send("GET", "/2").get_json()["parentId"] is None
    assert desk.told[-1] == ("head", "rose", None)


def test_the_desk_says_who_may(service: Service, ana: Gardener) -> None:
    ana.plant(name="rose")
    guest = Gardener(service.test_client(), "guest")

    assert guest.send("GET", "/1").status_code == 200
    assert guest.send("POST", name="moss").status_code == 403
    assert guest.send("PATCH", "/1", match='"1"', name="moss").status_code == 403


@pytest.mark.parametrize("row_id", ["0", "x", "99999999999", FRIEND])
def test_what_cannot_be_an_id_names_no_row(ana: Gardener, row_id: str) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        assert ana.send(method, f"/{row_id}", match='"1"').status_code in (403, 404)
    assert ana.send("GET", f"/{row_id}").status_code == 404


def test_the_reply_of_a_row_follows_from_what_is_sent() -> None:
    fields = row_reply_of(PlantSchema, reply.integer(), bedId=reply.integer())().fields

    assert list(fields) == [
        *("id", "bedId", "name", "latinName", "height", "sownAt", "notes", "friendIds", "names", "order", "grows"),
        *("parentId", "letters", "seedlings", "version", "createdAt", "updatedAt", "createdBy", "updatedBy"),
    ]
    assert [name for name, field in fields.items() if field.allow_none] == [
        *("latinName", "height", "sownAt", "notes", "parentId", "letters"),
    ]
    assert row_reply_of(PlantSchema, reply.integer()).__name__ == "EditedPlantSchema"
    assert change_of(PlantSchema).parse({}) == {}


@pytest.mark.parametrize(
    ("key", "column"),
    [("title", "title"), ("targetAudienceForLP", "target_audience_for_lp"), ("tmdbId", "tmdb_id"), ("a1B", "a1_b")],
)
def test_keys_name_their_columns(key: str, column: str) -> None:
    assert snake_case(key) == column


def test_patterns_and_arrays_of_objects_are_read_as_they_are_sent() -> None:
    class ShelfSchema(EditedSchema):
        """A shelf."""

        slug = Pattern(str.islower, "lower case", low=1, high=9)
        places = Array(PlaceSchema(), 2)

    fields = row_reply_of(ShelfSchema, reply.text())().fields
    places: Any = fields["places"]
    assert type(fields["slug"]).__name__ == "String"
    assert list(places.inner.schema.fields) == ["row"]
