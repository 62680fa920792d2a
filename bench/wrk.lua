-- Walks over the requests of the file named after `--` (method, path, body and headers, tabs between) and prints one
-- line of JSON at the end: wrk's own table has no 95th percentile.
local requests, position, threads = {}, 0, 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    local fields, headers = {}, {}
    for text in (line .. "\t"):gmatch("([^\t]*)\t") do
      fields[#fields + 1] = text
    end
    for name, value in pairs(wrk.headers) do
      headers[name] = value
    end
    for number = 4, #fields do
      local name, value = fields[number]:match("^(.-): (.*)$")
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format(fields[1], fields[2], headers, fields[3] ~= "" and fields[3] or nil)
  end
  -- Each thread has its own: two that move the same item to the same place would change it once.
  local own, count = {}, tonumber(arguments[2])
  for place = number + 1, #requests, count do
    own[#own + 1] = requests[place]
  end
  if #own > 0 then
    requests = own
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p95_ms":%.3f,"p99_ms":%.3f,"refused":%d,"late":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.timeout, errors.connect + errors.read + errors.write))
end
