extension QualityEnvelope: Shaped {
    package static let shape: Shape = .object([
        .init("force", .text, "Force that owns the record"),
        .init("system", .text, "System it is in"),
        .init("record", .text, "The record"),
        .init("version", .whole(), "Which version, from 1"),
        .init("isCurrent", .flag, "Whether there is no newer version"),
        .perhaps("recordedAt", .moment, "When the source wrote it"),
        .init("collectedAt", .moment, "When it came into this node"),
        .init("ageDays", .whole(), "Whole days since then"),
        .perhaps("grading", .text, "3x5x2 grading, where it is intelligence"),
        .init("marking", .text, "Protective marking"),
        .init("facts", .whole(), "How many of the things it says are facts"),
        .init("assessments", .whole(), "How many are assessments"),
        .init("unknown", .whole(), "How many are not said to be either"),
        .perhaps("reviewOn", .text, "Day by which its owner looks at it again"),
        .init("isReviewOverdue", .flag, "Whether that day has passed"),
        .init("missing", .list(.text), "What a record of this kind should say and it does not"),
        .init("foundWrong", .list(.text), "What it said and was found wrong"),
    ])
}
