import CapabilityKit
import Foundation
import Hummingbird
import Vocabulary

/// Takes what browsers report about our pages: that the content policy kept something from running or loading.
///
/// A report is a sign that somebody's words became markup, or that a browser's extension meddles. What it was and where
/// it came from is noted, not the page's address, which may tell of a person.
struct BrowserReports: Sendable {
    static let address = "/browser-reports"
    /// Bytes of a report, at most.
    static let byteMax = 8 * 1024

    let limit: RateLimit
    let note: NoteSecurity

    func add(to router: Router<NodeContext>) {
        router.post(RouterPath(String(Self.address.dropFirst()))) { request, context in
            guard await limit.admits(context.remoteAddress) else { return Response(status: .tooManyRequests) }
            let body = try await request.body.collect(upTo: Self.byteMax)
            for reason in Self.reasons(in: Data(body.readableBytesView)).prefix(4) {
                try? note(SecurityEvent(kind: .browserReport, address: context.remoteAddress, reason: reason))
            }
            return Response(status: .noContent)
        }
    }

    /// What was kept back, as `script-src-elem https://elsewhere.example/x.js`.
    static func reasons(in body: Data) -> [String] {
        guard let json = try? JSONSerialization.jsonObject(with: body) else { return [] }
        // The older form is one object, the newer a list.
        let old = (json as? [String: Any])?["csp-report"] as? [String: Any]
        let new = (json as? [[String: Any]])?.compactMap { $0["body"] as? [String: Any] } ?? []
        return ([old].compactMap(\.self) + new).compactMap { report in
            let directive =
                report["effectiveDirective"] ?? report["effective-directive"] ?? report["violated-directive"]
            guard let directive = directive as? String else { return nil }
            let blocked = (report["blockedURL"] ?? report["blocked-uri"]) as? String ?? ""
            return "\(directive):\(blocked.prefix { $0 != "?" && $0 != "#" })"
        }
    }
}
