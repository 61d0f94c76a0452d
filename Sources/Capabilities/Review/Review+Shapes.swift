import CapabilityKit

extension Review {
    static let queueNote = RouteNote(
        "The pairs and groups of records that a person should judge",
        asks: [
            .value("limit", .whole(0...500), "The most questions listed; 50"),
            .value("force", .text, "Only those with records of this force: `13`"),
            .value("kind", .choice(ReviewKind.allCases.map(\.rawValue)), "Only this kind"),
        ]
    )
    static let pairNote = RouteNote(
        "Two records, or two groups of them, side by side",
        asks: [.path("pair", "The pair, as the queue names it")],
        faults: [.noSuchPair]
    )
}

extension Review.QueueReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("purpose", .text, "Code of the purpose"),
        .init("reference", .text, "Incident or operation"),
        .init("total", .whole(), "Questions in all"),
        .init("left", .whole(), "Those that the filter lets through"),
        .init("judged", .whole(), "How many are judged"),
        .init("forces", .table(.whole()), "Questions by the code of the force"),
        .init("questions", .list(Question.shape), "The next questions"),
    ])
}

extension Review.QueueReply.Question: Shaped {
    static let shape: Shape = .object([
        .init("pair", .text, "The pair"),
        .init("kind", .choice(ReviewKind.allCases.map(\.rawValue)), "Two records, or two groups"),
        .init("forces", .list(.text), "Whose records they are"),
        .init("records", .whole(), "How many records there are"),
        .perhaps("cause", .text, "Why it is asked, for those who do not judge blind"),
        .perhaps("probability", .number, "How probable one person is, for those who do not judge blind"),
    ])
}

extension Review.PairReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("pair", .text, "The pair"),
        .init("blind", .flag, "Whether the software's opinion is left out"),
        .init("left", .list(.text), "Records of one side"),
        .init("right", .list(.text), "Records of the other"),
        .init("fields", .list(Field.shape), "What they say, field by field"),
        .init("earlier", .list(Earlier.shape), "Earlier judgements"),
        .perhaps("sentence", .text, "The software's opinion in words"),
        .perhaps("probability", .number, "How probable one person is"),
    ])
}

extension Review.PairReply.Field: Shaped {
    static let shape: Shape = .object([
        .init("label", .text, "The field"),
        .init("agreement", .text, "Whether they agree"),
        .init("left", .list(.text), "What one side says"),
        .init("right", .list(.text), "What the other says"),
    ])
}

extension Review.PairReply.Earlier: Shaped {
    static let shape: Shape = .object([
        .init("pair", .text, "The pair"),
        .perhaps("verdict", .text, "What was judged; left out where a judgement was taken back"),
        .init("officer", .text, "By whom"),
        .init("at", .moment, "When"),
        .init("reason", .text, "Why"),
        .init("entry", .whole(), "Entry of the log"),
        .perhaps("undoes", .whole(), "Entry of the judgement that it takes back"),
    ])
}
