import CapabilityKit

extension Oversight {
    static let ownNote = RouteNote("What one did oneself", asks: [days, limit])
    static let personNote = RouteNote(
        "Who saw a person, and why",
        asks: [.path("id", "Identifier of the person: 16 hexadecimal digits"), limit],
        faults: [.noSuchPerson]
    )
    static let officerNote = RouteNote(
        "What an officer did",
        asks: [
            .path("officer", "Number of the officer, with the force before it where it is another: `13/4821`"), days,
            limit,
        ],
        faults: [.noSuchOfficer]
    )
    static let purposeNote = RouteNote(
        "What was done for a purpose",
        asks: [.path("purpose", "Code of the purpose: `crime.investigate`"), days, limit]
    )
    static let signalsNote = RouteNote(
        "Signals that a look-up may need a question; none of them proves anything",
        asks: [.value("officer", .text, "Only those of this officer"), days],
        faults: [.noSuchOfficer]
    )

    private static let days = RouteNote.Parameter.value("days", .whole(1...3660), "How many days back")
    private static let limit = RouteNote.Parameter.value("limit", .whole(1...1000), "The most entries listed; 50")
}

extension Oversight.TrailReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("total", .whole(), "How many entries there are"),
        .init("sums", .list(Oversight.SumReply.shape), "How often each officer did it for each purpose"),
        .init("lines", .list(Oversight.LineReply.shape), "The newest entries"),
    ])
}

extension Oversight.SumReply: Shaped {
    static let shape: Shape = .object([
        .init("officer", .text, "Force and number: `13/4821`"),
        .init("purpose", .text, "Code of the purpose"),
        .init("count", .whole(), "How often"),
    ])
}

extension Oversight.LineReply: Shaped {
    static let shape: Shape = .object([
        .init("entry", .whole(), "Entry of the log"),
        .init("at", .moment, "When"),
        .init("kind", .text, "`disclosure`, `refusal`, …"),
        .init("action", .text, "The permission that was used: `search.find`"),
        .init("officer", .text, "Force and number"),
        .init("onBehalfOf", .text, "For whom, where it was for somebody else"),
        .init("purpose", .text, "Code of the purpose"),
        .init("reference", .text, "Incident or operation"),
        .init("asked", .text, "What was asked"),
        .init("released", .whole(), "How many records were released"),
    ])
}

extension Oversight.SignalsReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("lookups", .whole(), "How many look-ups were gone through"),
        .init("signals", .list(Oversight.SignalReply.shape), "What may need a question"),
    ])
}

extension Oversight.SignalReply: Shaped {
    static let shape: Shape = .object([
        .init("kind", .choice(Oversight.Signal.Kind.allCases.map(\.rawValue)), "Kind of signal"),
        .init(
            "grade",
            .choice(Oversight.Signal.Grade.allCases.map(\.rawValue)),
            "Whether it was asked for or opened, or only shown in a list"
        ),
        .init("officer", .text, "Force and number"),
        .init("entries", .list(.whole()), "The entries it rests on"),
        .init("seen", .text, "What was seen"),
        .init("otherwise", .text, "What else it may be"),
    ])
}
