import CapabilityKit

extension Anpr {
    static let anprNote = RouteNote(
        "The officer's own questions of reads, or one with its answer; or, where a kind is posted with the page's token, the answer to a new one",
        asks: [
            .value(
                "reads",
                .text,
                "The cameras' feed, a line for each read: time, camera, plate, and as far as known confidence, lane, pictures"
            ),
            .value("question", .text, "The number of a question of the officer's own"),
            .value("kind", .choice(Kind.allCases.map(\.rawValue)), "What is asked; nothing is asked without it"),
            .value("token", .text, "The token of the page, without which nothing is asked"),
            .value("item", .text, "The item of intelligence that it starts from"),
            .value("grading", .text, "The item's grading (3x5x2): `2 B P`"),
            .value("plate", .text, "A plate; for `history` also part of one, with `?` and `*`"),
            .value("confusables", .flag, "Whether characters that cameras confuse count as alike"),
            .value("area", .text, "Areas by name, with commas"),
            .value("cameras", .text, "Cameras by name, with commas"),
            .value("home", .text, "Of `trips`: the area they begin in"),
            .value("from", .text, "The first day; four weeks back where it is not given"),
            .value("to", .text, "The last day; today where it is not given"),
            .value("within", .text, "Minutes of `between`, seconds of `convoy`, days of `first-seen` and `swap`"),
            .value("atLeast", .text, "How often at least"),
        ],
        faults: [
            .anprQuestion, .noSuchQuestion, .formOutOfDate, .noIntelligenceItem, .readBounds, .notPermitted,
            .surveillanceQuestion, .feedNotKept,
        ]
    )
}

extension Anpr.Reply: Shaped {
    static let shape: Shape = .object([
        .entry, .at, .init("questions", .list(Line.shape), "The officer's own questions, the newest first"),
        .perhaps("fed", Anpr.Fed.shape, "What became of reads that were sent"),
        .perhaps("answer", Found.shape, "What the question found, until its clock runs out"),
    ])
}

extension Anpr.Fed {
    static let shape: Shape = .object([
        .init("added", .whole(), "Reads taken"), .init("refused", .whole(), "Lines that are no reads"),
        .init("hits", .whole(), "Reads of vehicles of interest"),
    ])
}

extension Anpr.Reply.Line {
    static let shape: Shape = .object([
        .init("question", .whole(), "Its number: that of the entry that records it"),
        .init("asked", .text, "The question in a line"),
        .init("kind", .choice(Anpr.Kind.allCases.map(\.rawValue)), "What was asked"),
        .init("item", .text, "The item of intelligence that it started from"),
        .init("grading", .text, "The item's grading"), .init("at", .moment, "When it was asked"),
        .init("destroyedAt", .moment, "When what nobody selected of its answer is destroyed"),
    ])
}

extension Anpr.Reply.Found {
    static let shape: Shape = .object([
        .init(
            "vehicles",
            .list(
                .object([
                    .init("plate", .text, "The plate"), .init("words", .text, "What was found of it"),
                    .perhaps("observed", .number, "How often it was seen so"),
                    .perhaps("expected", .number, "How often chance alone would have it"),
                    .perhaps("corrected", .number, "The probability of as much by chance, times the vehicles tried"),
                ])
            ),
            "One for each vehicle"
        ),
        .init(
            "reads",
            .list(
                .object([
                    .init("plate", .text, "The plate"), .init("camera", .text, "The camera's name"),
                    .init("time", .moment, "When, by the camera's clock"),
                    .perhaps("confidence", .whole(0...100), "How sure the reader was, in hundredths"),
                    .perhaps("raw", .text, "The plate as the camera wrote it"),
                    .perhaps("patch", .text, "Where the picture of the plate is kept"),
                    .perhaps("overview", .text, "Where the picture of the scene is kept"),
                ])
            ),
            "Reads of the vehicle asked about and of those that kept it company"
        ),
        .init("readsLeftOut", .whole(), "Reads that there was no room for"),
        .init("baseRate", .text, "How usual what was found is"), .init("method", .text, "How chance was reckoned"),
        .perhaps("tried", .whole(), "Vehicles that were tried"),
        .perhaps("explained", .whole(), "Vehicles that are explained by chance or habit"),
        .perhaps("falseAlarms", .number, "Innocent vehicles that an answer like this names on average"),
        .init("explains", .list(.text), "What else would explain what was found"),
        .init(
            "silent",
            .list(
                .object([
                    .init("camera", .text, "The camera"), .init("days", .whole(), "Days without a read"),
                    .init("reason", .text, "What the register says of it"),
                ])
            ),
            "Cameras for which absence shows nothing"
        ),
    ])
}
