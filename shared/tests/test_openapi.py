"""The document a service makes of its own declarations."""

import re
from typing import Any

import pytest
from flask import Blueprint
from marshmallow import Schema, fields
from openapi_spec_validator import OpenAPIV31SpecValidator

from suite.http import EDITOR, PUBLIC, READER, Call, Reply, Service, endpoint, json_reply
from suite.http.fields import Choice, Flag, JsonObject, QueryWhole, QueryWords, Text, TextList, Whole, described
from suite.http.fields.reply import ReplySchema, data_of, text
from suite.http.fields.segments import UUID_SEGMENT
from suite.http.schemas import InputSchema, QuerySchema
from suite.openapi.document import build_document, or_null
from suite_testing.sample import sample_service, sample_settings


class NewThingSchema(InputSchema):
    """A new thing."""

    title = Text(1, 255, required=True, metadata={"description": "what it is called"})
    status = Choice(("new", "done"), load_default="new")
    urgent = Flag(load_default=None, allow_none=True)
    order = Whole(0, 9)
    tags = TextList(5, 50, each="tag")
    metadata = JsonObject(most_bytes=100, most_depth=2)


class ThingSchema(Schema):
    """A thing."""

    id = fields.UUID(required=True)


class ThingListSchema(QuerySchema):
    """Which things."""

    limit = QueryWhole(1, 100, metadata={"description": "how many"})
    status = QueryWords(("new", "done"))


def routes() -> Blueprint:
    blueprint = Blueprint("things", __name__)

    @blueprint.get("/things")
    @endpoint(READER, "List things", query=ThingListSchema(), replies={200: ("Things", ThingSchema(many=True))})
    def list_things(call: Call) -> Reply:
        return json_reply([])

    @blueprint.post("/things")
    @endpoint(
        EDITOR,
        "Create a thing",
        body=NewThingSchema(),
        idempotent=True,
        replies={201: ("Created", ThingSchema()), 409: "Taken"},
    )
    def create_thing(call: Call) -> Reply:
        return json_reply({}, 201)

    @blueprint.route("/things/<int:thing_id>", methods=["PUT", "PATCH"])
    @endpoint(EDITOR, "Change a thing", body=NewThingSchema(), body_optional=True, replies={204: "Changed"})
    def change_thing(call: Call, thing_id: int) -> Reply:
        return json_reply(b"", 204)

    @blueprint.get("/old-things")
    @blueprint.get("/older-things")
    @endpoint(PUBLIC, "Things by older names", produces="text/csv", replies={200: "CSV"})
    def list_older_things(call: Call) -> Reply:
        return json_reply([])

    @blueprint.get("/internal")
    @endpoint(PUBLIC, "Not for readers", hidden=True, replies={200: "Nothing"})
    def show_internal(call: Call) -> Reply:
        return json_reply({})

    return blueprint


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(sample_service(routes()))


def test_it_is_openapi(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def test_a_parameter_of_paths_has_the_form_its_service_gives_it() -> None:
    service = sample_service(routes())
    service.segments = {"thing_id": UUID_SEGMENT}  # type: ignore[misc]
    [parameter] = build_document(service)["paths"]["/things/{thing_id}"]["put"]["parameters"][:1]
    assert parameter["schema"] == {"type": "string", "format": "uuid"}


def test_a_form_of_a_parameter_that_no_path_has_is_a_mistake() -> None:
    service = sample_service(routes())
    service.segments = {"thong_id": UUID_SEGMENT}  # type: ignore[misc]
    with pytest.raises(ValueError, match="no path has thong_id"):
        build_document(service)


def test_every_route_is_told_but_hidden_ones(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/things",
        "/things/{thing_id}",
        "/old-things",
        "/older-things",
        "/healthz",
        "/readyz",
        "/health",
        "/metrics",
        "/metrics.json",
        "/openapi.json",
        "/docs",
    }
    assert set(document["paths"]["/things/{thing_id}"]) == {"put", "patch"}


def test_names_of_shared_responses_are_those_of_every_python(document: dict[str, Any]) -> None:
    names = set(document["components"]["responses"])
    assert {"RequestEntityTooLarge", "UnsupportedMediaType"} <= names
    assert not {"ContentTooLarge", "UnprocessableContent"} & names


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert {"things_list_things", "things_change_thing_put", "things_change_thing_patch"} <= set(names)


def test_access_is_told_as_it_is_guarded(document: dict[str, Any]) -> None:
    assert document["paths"]["/healthz"]["get"]["security"] == []
    guarded = document["paths"]["/things"]["post"]
    assert guarded["security"] == [{"bearer": []}, {"service": []}]
    assert guarded["x-access"] == "editor"


def test_parameters_are_told(document: dict[str, Any]) -> None:
    listed = {entry["name"]: entry for entry in document["paths"]["/things"]["get"]["parameters"]}
    assert listed["limit"]["schema"] | {"description": ""} == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "description": "",
    }
    assert listed["limit"]["description"] == "how many"
    assert listed["status"]["schema"]["items"]["enum"] == ["new", "done"]
    (place,) = document["paths"]["/things/{thing_id}"]["put"]["parameters"]
    assert place == {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    (header,) = document["paths"]["/things"]["post"]["parameters"]
    assert (header["name"], header["in"]) == ("Idempotency-Key", "header")


def test_a_body_is_told_as_it_is_parsed(document: dict[str, Any]) -> None:
    body = document["paths"]["/things"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/NewThing"}
    schema = document["components"]["schemas"]["NewThing"]
    assert schema["required"] == ["title"]
    properties = schema["properties"]
    assert properties["title"]["minLength"] == 1
    assert properties["title"]["maxLength"] == 255
    assert properties["status"]["enum"] == ["new", "done"]
    assert properties["status"]["default"] == "new"
    assert "default" not in properties["urgent"]
    assert properties["tags"]["items"] == {"type": "string", "pattern": r"\S", "minLength": 1, "maxLength": 50}
    assert document["paths"]["/things/{thing_id}"]["put"]["requestBody"]["required"] is False


def test_replies_are_told_with_the_error_envelope(document: dict[str, Any]) -> None:
    replies = document["paths"]["/things"]["post"]["responses"]
    follows = {"400", "401", "403", "408", "413", "415", "422", "429", "500", "503", "507"}
    assert set(replies) == {"201", "409", "default", *follows}
    assert replies["201"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert replies["409"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
    assert "content" not in document["paths"]["/things/{thing_id}"]["put"]["responses"]["204"]
    assert "text/csv" in document["paths"]["/old-things"]["get"]["responses"]["200"]["content"]


def test_it_is_served_and_readable_without_scripts() -> None:
    client = sample_service(routes()).test_client()
    assert client.get("/openapi.json").get_json()["info"]["title"] == "sample-api"
    page = client.get("/docs").get_data(as_text=True)
    plain = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "List things" in plain
    assert "<script" not in plain
    assert "src=" not in plain


@pytest.mark.parametrize(("path", "folder"), [("/docs", "docs/"), ("/docs/", "")])
def test_the_reference_loads_files_of_its_own_service_only(path: str, folder: str) -> None:
    client = sample_service(routes()).test_client()
    page = client.get(path)
    loaded = re.findall(r'(?:src|href)="([^"#][^"]*)"', page.text.partition("<noscript>")[0])
    assert loaded == ["data:,", f"{folder}swagger-ui.css", f"{folder}swagger-ui-bundle.js", f"{folder}start.js"]
    for name in loaded[1:]:
        reply = client.get("/docs/" + name.removeprefix(folder))
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "public, max-age=86400")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'; connect-src 'self';" in policy
    assert policy.startswith("default-src 'none';")


@pytest.mark.parametrize("name", ["swagger-ui.js", "..%2F__init__.py", "index.html", ".."])
def test_no_other_file_of_the_bundle_is_served(name: str) -> None:
    assert sample_service(routes()).test_client().get(f"/docs/{name}").status_code == 404


def test_what_follows_from_the_guards_is_told_once_and_referred_to(document: dict[str, Any]) -> None:
    replies = document["paths"]["/things"]["get"]["responses"]
    assert replies["401"] == {"$ref": "#/components/responses/Unauthorized"}
    assert set(document["components"]["responses"]["Unauthorized"]["headers"]) > {"WWW-Authenticate", "X-Request-ID"}
    assert "403" not in replies  # every role may read
    assert "401" not in document["paths"]["/healthz"]["get"]["responses"]
    assert "429" not in document["paths"]["/healthz"]["get"]["responses"]


def test_an_error_has_the_keys_that_errors_have(document: dict[str, Any]) -> None:
    error = document["components"]["schemas"]["Error"]
    assert error["required"] == ["success", "error", "code", "request_id"]
    assert set(error["properties"]) == {"success", "error", "code", "request_id", "details", "retryAfter"}
    assert error["properties"]["details"]["items"]["required"] == ["field", "message"]


def test_an_envelope_is_named_after_what_it_carries() -> None:
    assert data_of(ThingSchema) is data_of(ThingSchema)
    blueprint = Blueprint("enveloped", __name__)

    @blueprint.get("/one")
    @endpoint(PUBLIC, "One", replies={200: ("It", data_of(ThingSchema))})
    def show_one(call: Call) -> Reply:
        return json_reply({})

    @blueprint.get("/many")
    @endpoint(PUBLIC, "Many", replies={200: ("They", data_of(ThingSchema, many=True))})
    def list_many(call: Call) -> Reply:
        return json_reply({})

    schemas = build_document(sample_service(blueprint))["components"]["schemas"]
    assert {"Thing", "ThingData", "ThingListData"} <= set(schemas)
    assert schemas["ThingData"]["required"] == ["data", "success"]


def test_two_replies_of_one_name_are_refused() -> None:
    other = type("ThingSchema", (ReplySchema,), {"name": text()})
    blueprint = Blueprint("twins", __name__)

    @blueprint.get("/twins")
    @endpoint(PUBLIC, "Twins", replies={200: ("One", ThingSchema()), 201: ("Another", other())})
    def show_twins(call: Call) -> Reply:
        return json_reply({})

    with pytest.raises(ValueError, match="Thing is the name of two schemas"):
        build_document(sample_service(blueprint))


def test_a_role_that_a_membership_decides_is_told() -> None:
    service = Service(
        "sample", sample_settings({}), title="sample-api", membership={"/things": "The list of people decides."}
    )
    service.register([(routes(), "")])
    paths = build_document(service)["paths"]
    assert paths["/things"]["get"]["description"] == "The list of people decides."
    assert "403" in paths["/things"]["get"]["responses"]
    assert "description" not in paths["/old-things"]["get"]


def test_a_list_of_what_is_the_callers_own_is_not_decided_by_a_membership() -> None:
    service = Service("sample", sample_settings({}), title="sample-api", membership={"/things": "People decide."})
    things = Blueprint("things", __name__)

    @things.get("")
    @endpoint(READER, "One's own things", own=True, replies={200: "Things"})
    def list_own(call: Call) -> Reply:
        return json_reply([])

    service.register([(things, "/things")])
    operation = build_document(service)["paths"]["/things"]["get"]
    assert "403" not in operation["responses"] and "description" not in operation


def test_a_segment_that_takes_only_some_words_tells_its_form() -> None:
    things = Blueprint("things", __name__)

    @things.get('/<any("v1", "v2"):version>/<uuid:thing>/<name>/<int:number>')
    @endpoint(READER, "One", replies={200: "It"})
    def show(call: Call, **path: Any) -> Reply:
        return json_reply({})

    document = build_document(sample_service(things))
    [item] = [item for path, item in document["paths"].items() if "{version}" in path]
    version, thing, name, number = (parameter["schema"] for parameter in item["get"]["parameters"])
    assert re.search(version["pattern"], "v2") and not re.search(version["pattern"], "v3")
    assert not re.search(thing["pattern"], "sample")
    assert (name, number) == ({"type": "string"}, {"type": "integer"})


def test_a_field_that_null_takes_away_says_so() -> None:
    assert or_null({"type": "string", "maxLength": 9}) == {"type": ["string", "null"], "maxLength": 9}
    assert or_null({"type": "string", "enum": ["a"]}) == {"type": ["string", "null"], "enum": ["a", None]}
    assert or_null({"$ref": "#/x"}) == {"$ref": "#/x"}


def test_entries_of_a_list_are_told_with_their_bounds() -> None:
    assert described(Whole(1, 5)) == {"type": "integer", "minimum": 1, "maximum": 5}
    assert described(Choice(("a", "b"))) == {"type": "string", "enum": ["a", "b"]}
