"""Programs that compare documents with the service's own code go on importing it by the names it had."""

from documentation_api.specs.comparison import difference
from documentation_api.specs.comparison.comparing import compare_documents
from documentation_api.specs.examination import parser
from documentation_api.specs.parsing import parse_document


def test_what_compares_documents_is_found_by_its_old_names() -> None:
    assert (parse_document, compare_documents) == (parser.parse_document, difference.compare_documents)
