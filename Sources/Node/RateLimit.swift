import CapabilityKit
import Hummingbird
import Vocabulary

/// Bounds how fast one session may ask: a bucket that holds `burst` requests and refills at `perSecond`.
///
/// A person never meets it; a script that walks through the records does, and misuse detection sees the refusals.
package actor RateLimit {
    private var buckets: [String: (tokens: Double, at: Int64)] = [:]
    private let burst: Double
    private let perSecond: Double
    private let clock: Clock

    package init(burst: Int, perSecond: Int, clock: @escaping Clock) {
        self.burst = Double(burst)
        self.perSecond = Double(perSecond)
        self.clock = clock
    }

    /// Whether a further request by this key is within bounds; it is counted if so.
    package func admits(_ key: String) -> Bool {
        let now = clock().milliseconds
        if buckets.count > 20_000 { buckets = buckets.filter { now - $0.value.at < 60_000 } }
        let old = buckets[key] ?? (burst, now)
        let tokens = min(burst, old.tokens + Double(max(0, now - old.at)) * perSecond / 1000)
        guard tokens >= 1 else {
            buckets[key] = (tokens, now)
            return false
        }
        buckets[key] = (tokens - 1, now)
        return true
    }
}

extension Fault.Code {
    /// Too many requests in too short a time.
    package static let tooManyRequests = Self("web.too_many_requests", status: 429)
}
