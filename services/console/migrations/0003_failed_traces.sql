-- Which traces failed is asked of all their spans.
CREATE INDEX idx_trace_spans_failed ON trace_spans (trace_id) WHERE error IS NOT NULL;
