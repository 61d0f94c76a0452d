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
        "Find people at every force, with what each of them answered",
        asks: [
            .value("q", .text, "A name, place, date, number or plate; 400 bytes at most", isNeeded: true),
            .value("limit", .whole(1...100), "The most people of each force; 20"),
        ],
        faults: [.nothingAsked, .questionTooLong]
    )
    static let heldNote = RouteNote(
        "One person whom another force holds, as that force answers now",
        asks: [.path("id", "A record of the person: `14/niche/person/7`")],
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
    static let allShape: Shape = .object(
        [
            .entry, .at,
            .perhaps("disclosure", .text, "Id of the question in every force's log, where others were asked"),
            .init("purpose", .text, "Code of the purpose"),
            .init("reference", .text, "Incident or operation"),
            .init("answered", .text, "How many forces answered, in words"),
            .init("isOver", .flag, "Whether no late answer can come any more"),
            .init("late", .list(.text), "Forces whose answer came after the deadline"),
        ] + people + [
            .init(
                "people",
                .list(
                    .object([
                        .init("forces", .list(.text), "The forces that answered with them"),
                        .perhaps("joinedAcross", .number, "How sure the weakest join between forces is"),
                        .init("person", PersonLine.shape, "The person"),
                    ])
                ),
                "Who was found, joined across forces for this answer alone"
            ), quality,
        ]
    )
    static let heldShape: Shape = .object(
        [.entry, .at] + people + [
            .perhaps("person", PersonLine.shape, "The person; absent where the force answered with nobody"),
            .init("events", .list(EventReply.shape), "What they had a part in"),
            quality,
        ]
    )
    static let personShape: Shape = .object(
        [.entry, .at] + people + [
            .init("person", PersonLine.shape, "The person"),
            .init("events", .list(EventReply.shape), "What they had a part in"),
            quality,
        ]
    )
}

extension Search.Reply: Shaped { static var shape: Shape { Search.answerShape } }
extension Search.PersonReply: Shaped { static var shape: Shape { Search.personShape } }
extension Search.AllReply: Shaped { static var shape: Shape { Search.allShape } }
extension Search.HeldReply: Shaped { static var shape: Shape { Search.heldShape } }

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
