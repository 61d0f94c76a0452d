import CapabilityKit

extension Template {
    @Sendable static func countPage(_ visit: Visit) async throws -> Page {
        let asked = visit.query["q"] ?? ""
        guard !asked.isEmpty else {
            return Page(title: title, body: "<p>\(purpose)</p>")
        }
        // The Desk checks the policy and writes the ledger entry before it answers.
        let found = try await visit.desk.search(asked, limit: 100, for: visit.requester)
        return Page(title: title, body: "<p>\(words(found.content.count)) for \(asked)</p>")
    }
}
