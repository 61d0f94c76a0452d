import CapabilityKit
import Store

extension Contact.Counter {
    /// Reads what one screen shows, on one snapshot.
    func look(_ number: String?) -> @Sendable (any Session) throws -> Look {
        let rulebook = rulebook, officer = requester.officer.number, force = force, now = desk.clock()
        let since = now.milliseconds - 8 * 3_600_000
        return { session in
            var look = Look(
                board: try Contact.Shelf.board(since: since, in: session),
                incident: nil,
                earlier: [],
                questions: [],
                revision: try Contact.Shelf.revision(in: session)
            )
            look.transfers = try Contact.Shelf.transfers(of: force, at: now, in: session)
            guard let number else { return look }
            guard let incident = try Contact.Shelf.incident(number, rulebook, in: session) else {
                throw Contact.Shelf.noSuchIncident(number)
            }
            look.incident = incident
            look.earlier = try Contact.Shelf.earlier(than: incident, in: session)
            look.questions = try Contact.Shelf.questions(number, by: officer, in: session).map {
                Look.Put(subject: $0.subject, disclosure: $0.disclosure)
            }
            look.isAsked = try Contact.Shelf.isAsked(number, in: session)
            return look
        }
    }

    /// Notes under which disclosure a question was put, for whoever looks at the incident next.
    func note(_ subject: String, _ disclosure: String, of number: String) async throws {
        let now = desk.clock(), officer = requester.officer.number
        _ = try await desk.alter(
            .workContact,
            asked: "incident \(number): asked about \(subject)",
            details: ["incident": number, "question": disclosure],
            for: asking(for: number)
        ) { session in
            try Contact.Shelf.asked(subject, disclosure, by: officer, of: number, at: now, in: session)
        }
    }
}
