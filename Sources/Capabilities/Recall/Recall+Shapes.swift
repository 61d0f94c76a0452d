import CapabilityKit

extension Recall {
    static let inboxNote = RouteNote("What was recalled of what one received")
    static let outstandingNote = RouteNote("Recalls that somebody has not yet acknowledged")
}

extension Recall.ListReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("waiting", .whole(), "How many are not yet acknowledged"),
        .init("recalls", .list(Recall.Line.shape), "Each recall as one recipient has to know it"),
    ])
}

extension Recall.Line: Shaped {
    static let shape: Shape = .object([
        .init("recall", Recall.NoticeReply.shape, "What was recalled"),
        .init("force", .text, "Force of the recipient"),
        .init("officer", .text, "Number of the recipient"),
        .init("times", .whole(), "How often they received it"),
        .init("lastEntry", .whole(), "The last entry by which they did"),
        .init("lastReceived", .moment, "When"),
        .init("purpose", .text, "For which purpose"),
        .init("reference", .text, "Incident or operation"),
        .init("ageDays", .whole(), "Whole days since the recall"),
        .perhaps("acknowledged", .moment, "When the recipient acknowledged it"),
        .init("did", .text, "What the recipient did about it"),
    ])
}

extension Recall.NoticeReply: Shaped {
    static let shape: Shape = .object([
        .init("entry", .whole(), "Entry of the log that made it"),
        .init("at", .moment, "When"),
        .init("kind", .choice(RecallKind.allCases.map(\.rawValue)), "What was found"),
        .perhaps("attribute", .text, "The one thing that is wrong, where it is one"),
        .init("records", .list(.text), "The records, with their versions"),
        .init("reason", .text, "Why"),
        .init("power", .text, "By what power"),
        .init("madeBy", .text, "Force and number of who made it"),
        .perhaps("liftedBy", .whole(), "Entry of the log that lifted it"),
    ])
}
