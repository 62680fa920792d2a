"""What is answered about files."""

from marshmallow import fields

from documentation_api.listing.page_replies import counts
from suite.http.fields import reply


class FileRecordSchema(reply.ReplySchema):
    """What is known of a file; its bytes are at `file_path`."""

    id = reply.text(format="uuid")
    filename = reply.text()
    original_name = reply.text()
    mime_type = reply.text()
    size_bytes = reply.integer()
    file_path = reply.text()
    description = reply.text(null=True)
    idea_id = reply.text(null=True, format="uuid")
    system_id = reply.text(null=True, format="uuid")
    uploaded_by = reply.text()
    is_public = reply.boolean()
    download_count = reply.integer()
    checksum = reply.text()
    created_at = reply.moment()
    updated_at = reply.moment()
    designated_timestamp = reply.moment()


class UploadedFileSchema(reply.ReplySchema):
    """A file that is stored now, or was already."""

    success = reply.constant(True)
    data = reply.nested(FileRecordSchema)
    message = reply.text()
    deduplicated = reply.boolean(optional=True)


class RefusedUploadSchema(reply.ReplySchema):
    """A file that was not stored."""

    filename = reply.text()
    error = reply.text()


class UploadedFilesSchema(reply.ReplySchema):
    """Files that are stored now; others with their errors, and why where the content is at fault."""

    success = reply.constant(True)
    data = reply.array(FileRecordSchema)
    message = reply.text()
    errors = reply.array(RefusedUploadSchema, optional=True)
    reasons = reply.mapping(fields.String(), optional=True)


class FilePagingSchema(reply.ReplySchema):
    """Where a page is."""

    total = reply.integer()
    limit = reply.integer()
    offset = reply.integer()


class FileListPageSchema(reply.ReplySchema):
    """A page of files."""

    success = reply.constant(True)
    data = reply.array(FileRecordSchema)
    count = reply.integer()
    total = reply.integer()
    pagination = reply.nested(FilePagingSchema)
    query = reply.text(optional=True)


class UploadLimitsSchema(reply.ReplySchema):
    """What may be uploaded."""

    max_file_size = reply.integer()
    allowed_extensions = reply.texts()
    allowed_mime_types = reply.texts()
    max_files_per_request = reply.integer()
    quota_bytes = reply.integer()
    used_bytes = reply.integer()


class CountAndSizeSchema(reply.ReplySchema):
    """Files and their bytes."""

    count = reply.integer()
    size = reply.integer()


class FileVisibilitySchema(reply.ReplySchema):
    """Files by who may see them."""

    public = reply.nested(CountAndSizeSchema)
    private = reply.nested(CountAndSizeSchema)


class FileSizesSchema(reply.ReplySchema):
    """Files by size: below 1, 10 and 100 MB, and the rest."""

    small = reply.integer()
    medium = reply.integer()
    large = reply.integer()
    xlarge = reply.integer()


class FileStatisticsSchema(reply.ReplySchema):
    """Files the caller may see, counted."""

    total = reply.integer()
    total_size = reply.integer()
    total_downloads = reply.integer()
    by_mime_type = counts()
    by_uploader = counts()
    by_visibility = reply.nested(FileVisibilitySchema)
    size_distribution = reply.nested(FileSizesSchema)
    total_size_bytes = reply.integer()


class FieldFaultSchema(reply.ReplySchema):
    """A field that is at fault."""

    field = reply.text()
    message = reply.text()
    code = reply.text()
    type = reply.text()
    msg = reply.text()
    path = reply.text()
    location = reply.text()


class RefusedContentSchema(reply.ReplySchema):
    """The error of a file that is not taken; `reason` where its content is not what it should be."""

    success = reply.constant(False)
    error = reply.text()
    message = reply.text()
    errors = reply.array(FieldFaultSchema)
    code = reply.text()
    request_id = reply.text()
    reason = reply.text(optional=True)
