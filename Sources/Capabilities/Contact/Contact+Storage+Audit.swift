import CapabilityKit
import Store

extension Contact.Shelf {
    /// The newest calls, examined, and how many people took those of each team.
    ///
    /// A call whose acts cannot be folded is left out and counted.
    static func examined(
        newest limit: Int,
        since: Int64,
        by rulebook: Contact.Rulebook,
        in session: any Session
    ) throws -> (calls: [Contact.Examined], people: [String: Int], unreadable: Int) {
        let rows = try session.rows(
            """
            SELECT i.id, i.number, i.force,
                (SELECT COUNT(DISTINCT q.subject) FROM contact_question q WHERE q.incident = i.id)
            FROM contact_incident i WHERE i.opened_at >= \(since) ORDER BY i.opened_at DESC, i.id DESC LIMIT \(limit)
            """
        )
        var calls: [Contact.Examined] = [], takers: [String: Set<String>] = [:], unreadable = 0
        for row in rows {
            let force = try row.text(2)
            guard let incident = try? incident(try row.integer(0), try row.text(1), force, rulebook, in: session),
                let asked = try? row.integer(3)
            else {
                unreadable += 1
                continue
            }
            let call = Contact.examine(
                incident,
                force: force,
                questions: Int(asked),
                by: rulebook,
                audit: rulebook.audit
            )
            calls.append(call)
            if !call.team.isEmpty,
                case .officer(let number, _) = incident.entries.first(where: { $0.act == .answered })?.by
            {
                takers[call.team, default: []].insert(number)
            }
        }
        return (calls, takers.mapValues(\.count), unreadable)
    }
}
