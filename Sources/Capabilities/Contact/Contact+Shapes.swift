import CapabilityKit

extension Contact {
    static let contactNote = RouteNote(
        "The open incidents; or, where an act is sent with the page's token, what became of it",
        asks: [
            .value(
                "act",
                .text,
                "What is done, in a word: `arrive`, `answer`, `write`, `grade`; nothing is done without it"
            ),
            .value("token", .text, "The token of the page, without which nothing is done"),
            .value("call", .text, "The incident's number; needed by every act but `arrive`"),
            .value(
                "key",
                .text,
                "The sender's own name of the act, needed by every act but `arrive` and `ask`: sent twice, it counts once"
            ),
            .value("text", .text, "The words of a line, a place or an assessment"),
            .value("code", .text, "A grade of the force; of a lowering that is agreed to, the one that was shown"),
            .value("asked", .text, "Of what a second person decides: the place of the act that asked for it"),
            .value("line", .text, "Of a call that arrives: 999, 101, text relay or online"),
            .value("number", .text, "Of a call that arrives: the caller's number"),
            .value("address", .text, "Of a call that arrives: the address of the line"),
            .value("latitude", .text, "Of a call that arrives, in degrees"),
            .value("longitude", .text, "Of a call that arrives, in degrees"),
            .value("radius", .text, "Of a call that arrives: how far the position may be out, in metres"),
        ],
        faults: [
            .notNow, .loweringNeedsTwo, .closingNeedsTwo, .changedSince, .samePerson, .keyNeeded, .keyUsed,
            .wordsNeeded,
            .noSuchGrade, .noSuchLine, .noSuchIncident, .formOutOfDate, .notByAddress,
        ]
    )
}

extension Contact.Reply: Shaped {
    static let shape: Shape = .object([
        .entry, .init("incidents", .list(Line.shape), "Open incidents and those of the last eight hours"),
        .perhaps("done", Contact.Done.shape, "What became of the act"),
    ])
}

extension Contact.Reply.Line: Shaped {
    static let shape: Shape = .object([
        .init("number", .text, "The incident's number"), .init("opened", .moment, "When the call arrived"),
        .init("state", .choice(Contact.Incident.State.allCases.map(\.rawValue)), "How far it is"),
        .init("grade", .text, "The force's grade; empty while there is none"),
        .init("title", .text, "What it is in a few words"), .init("place", .text, "Where"),
    ])
}

extension Contact.Done: Shaped {
    static let shape: Shape = .object([
        .init("number", .text, "The incident's number"),
        .init("place", .whole(), "The act's place among the incident's"),
        .entry, .init("state", .choice(Contact.Incident.State.allCases.map(\.rawValue)), "How far it is"),
        .perhaps("grade", .text, "The grade that stands"),
        .perhaps("notAsked", .text, "Why the questions that follow from the act were not put; the act itself is kept"),
    ])
}
