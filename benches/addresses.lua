-- For wrk: asks the addresses of a file in turn. Arguments: the file, and perhaps an entity tag to send along.
local requests, at = {}, 0
function init(args)
  local headers = {}
  if args[2] then headers["If-None-Match"] = args[2] end
  for address in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", address, headers) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format("\n@@ %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
