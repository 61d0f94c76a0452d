import CapabilityKit

extension Retention {
    static let dueNote = RouteNote(
        "People whose records are due for review",
        asks: [
            .value("by", .text, "Due by this day, as `2032-11-19`; today where it is not given"),
            .value("limit", .whole(1...500), "The most people listed; 20"),
        ],
        faults: [.retentionUnreadable]
    )
}

extension Retention.DueReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at, .init("people", .list(Line.shape), "Who is due, the longest first"),
    ])
}

extension Retention.DueReply.Line: Shaped {
    static let shape: Shape = .object([
        .init("person", .text, "Identifier of the person"),
        .init("name", .text, "Their name"),
        .init("group", .text, "Group of the force's table"),
        .init("confidence", .text, "How sure the table is of its period"),
        .init("because", .text, "What puts them into that group"),
        .init("becauseKeptBack", .flag, "Whether that rests on what may not be shown"),
        .init("lastContact", .text, "The last day the police had to do with them"),
        .init("due", .text, "The day on which a review is due"),
        .perhaps("decided", .text, "What was last decided, and when"),
        .init("records", .list(.text), "The records it is about"),
    ])
}
