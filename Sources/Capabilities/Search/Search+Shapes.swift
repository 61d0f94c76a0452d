import CapabilityKit

extension Search {
    static let searchNote = RouteNote(
        "Find people by anything known of them",
        asks: [
            .value("q", .text, "A name, place, date, number or plate; 400 bytes at most", isNeeded: true),
            .value("limit", .whole(1...100), "The most people to answer with; 20"),
        ],
        faults: [.nothingAsked, .questionTooLong]
    )
    static let personNote = RouteNote(
        "One joined person, with the source of every fact",
        asks: [.path("id", "Identifier of the person: 16 hexadecimal digits")],
        faults: [.noSuchPerson]
    )

    static let allNote = RouteNote(
        "Find people by asking every force, and join what they answer",
        asks: [
            .value("q", .text, "A name, place, date, number or plate; 400 bytes at most", isNeeded: true),
            .value("limit", .whole(1...100), "The most people each force answers with; 20"),
        ],
        faults: [.nothingAsked, .questionTooLong]
    )
    static let heldNote = RouteNote(
        "Everything that the force of a record may tell of the person it is of",
        asks: [.path("id", "A record of the person: 14/niche/person/7")],
        faults: [.noSuchPerson, .notConnected]
    )

    private static let people: [Shape.Field] = [
        .init("forces", .list(ForceReply.shape), "How each force that was asked answered"),
        .init("withheld", .list(WithheldReply.shape), "What was kept back and may be spoken of"),
    ]
    private static let quality = Shape.Field(
        "quality",
        .list(QualityEnvelope.shape),
        "How good each record is that the answer rests on"
    )
    static let answerShape: Shape = .object(
        [
            .entry, .at,
            .init("purpose", .text, "Code of the purpose"),
            .init("reference", .text, "Incident or operation"),
            .init("answered", .text, "How many forces answered, in words"),
        ] + people + [.init("people", .list(PersonLine.shape), "Who was found, the most relevant first"), quality]
    )
    static let personShape: Shape = .object(
        [.entry, .at] + people + [
            .init("person", PersonLine.shape, "The person"),
            .init("events", .list(EventReply.shape), "What they had a part in"),
            quality,
        ]
    )
}

extension Search.AllReply: Shaped {
    static var shape: Shape {
        guard case .object(let fields) = Search.answerShape else { return Search.answerShape }
        return .object(
            [
                .perhaps("disclosure", .text, "The id of the question in every force's log, where others were asked"),
                .init("isOver", .flag, "Whether no late answer can come any more"),
                .init("late", .list(.text), "Forces whose answer came after the deadline"),
            ] + fields.map { $0.name == "people" ? .init("people", .list(Person.shape), $0.words) : $0 }
        )
    }
}

extension Search.AllReply.Person: Shaped {
    static let shape: Shape = .object([
        .init("forces", .list(.text), "The forces that hold the records"),
        .perhaps("joinedAcross", .number, "How sure the weakest join between forces is, where software made one"),
        .init("person", Search.PersonLine.shape, "The person"),
    ])
}

extension Search.HeldReply: Shaped {
    static var shape: Shape {
        guard case .object(let fields) = Search.personShape else { return Search.personShape }
        return .object(
            fields.map {
                $0.name == "person" ? .perhaps("person", $0.shape, "The person, where something was told") : $0
            }
        )
    }
}

extension Search.Reply: Shaped { static var shape: Shape { Search.answerShape } }
extension Search.PersonReply: Shaped { static var shape: Shape { Search.personShape } }

extension Search.ForceReply: Shaped {
    static let shape: Shape = .object([
        .init("force", .text, "Code of the force: `13`"),
        .init("name", .text, "Its short name"),
        .init(
            "state",
            .choice([
                "answered", "nothing_held", "not_permitted", "ask_owner", "timed_out", "down", "not_asked",
            ]),
            "How it answered"
        ),
        .init("words", .text, "The same in words"),
    ])
}

extension Search.WithheldReply: Shaped {
    static let shape: Shape = .object([
        .init("force", .text, "Code of the force"),
        .init("reason", .text, "Why they were kept back"),
        .init("count", .whole(), "How many records"),
    ])
}

extension Search.PersonLine: Shaped {
    static let shape: Shape = .object([
        .init("id", .text, "Identifier of the person"),
        .perhaps("score", .number, "How well they fit what was asked"),
        .init("name", .text, "Name, the surname in capitals"),
        .perhaps("born", .text, "Date of birth, or the part that is known"),
        .init("records", .list(.text), "The records held to be of this person"),
        .init("warnings", .list(Line.shape), "Warnings"),
        .init("facts", .list(Line.shape), "What is known, with its sources"),
    ])
}

extension Search.PersonLine.Line: Shaped {
    static let shape: Shape = .object([
        .init("title", .text, "What it is about"),
        .init("text", .text, "What is said"),
        .init("source", .text, "Force, system, day and grading of each system that says so"),
        .perhaps("confidence", .text, "How sure it is, where software worked it out"),
    ])
}

extension Search.EventReply: Shaped {
    static let shape: Shape = .object([
        .perhaps("date", .text, "The day"),
        .init("title", .text, "What it was"),
        .perhaps("detail", .text, "Part in it, place, outcome"),
        .init("source", .text, "Force, system, day and grading"),
    ])
}
