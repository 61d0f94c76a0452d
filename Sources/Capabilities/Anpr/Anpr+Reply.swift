import CapabilityKit

extension Anpr {
    /// The answer of `/api/v1/anpr` and of the commands with `--json`.
    struct Reply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        /// The officer's own questions, the newest first; with an answer, that one alone.
        var questions: [Line]
        var answer: Found?
        var fed: Fed?

        struct Line: Encodable, Sendable {
            var question: Int64
            var asked: String
            var kind: String
            var item: String
            var grading: String
            var at: String
            var destroyedAt: String
        }

        struct Found: Encodable, Sendable {
            var vehicles: [Vehicle]
            var reads: [Read]
            var readsLeftOut: Int
            var baseRate: String
            var method: String
            var tried: Int?
            var explained: Int?
            var falseAlarms: Double?
            var explains: [String]
            var silent: [Silent]
        }

        struct Vehicle: Encodable, Sendable {
            var plate: String
            var words: String
            var observed: Double?
            var expected: Double?
            var corrected: Double?
        }

        struct Read: Encodable, Sendable {
            var plate: String
            var camera: String
            var time: String
            var confidence: Int?
            var raw: String?
            var patch: String?
            var overview: String?
        }

        struct Silent: Encodable, Sendable {
            var camera: String
            var days: Int
            var reason: String
        }

        init(_ asked: [Kept], _ kept: Kept?, entry: UInt64, at: Timestamp) throws {
            self.entry = entry
            self.at = at.rfc3339
            questions = (kept.map { [$0] } ?? asked).map(Line.init)
            answer = try kept?.answer.map { try Found($0, of: kept?.question.kind) }
        }
    }

    /// Answers `GET /api/v1/anpr`, and asks what is posted there.
    @Sendable static func reply(_ visit: Visit) async throws -> Reply {
        let counter = try Counter(visit)
        if visit.query["kind"] != nil {
            try visit.mustCarryToken()
            let asked = try await counter.ask(try Question(visit.query, today: visit.desk.today))
            return try Reply([], asked.kept, entry: asked.entry, at: asked.at)
        }
        if let text = visit.query["reads"] {
            try visit.mustCarryToken()
            let (fed, entry) = try await counter.feed(text)
            var reply = try Reply([], nil, entry: entry, at: visit.desk.clock())
            reply.fed = fed
            return reply
        }
        let shown = try await counter.look(at: visit.query["question"].flatMap { Int64($0) })
        return try Reply(shown.content.own, shown.content.kept, entry: shown.entry, at: shown.at)
    }
}

extension Anpr.Reply.Line {
    init(_ kept: Anpr.Kept) {
        self.init(
            question: kept.id,
            asked: kept.question.words,
            kind: kept.question.kind.rawValue,
            item: kept.question.item,
            grading: kept.question.grading,
            at: kept.askedAt.rfc3339,
            destroyedAt: kept.dueAt.rfc3339
        )
    }
}

extension Anpr.Reply.Found {
    init(_ answer: Anpr.Answer, of kind: Anpr.Kind?) throws {
        let limits = try Anpr.Limits.shipped()
        self.init(
            vehicles: answer.lines.map {
                Anpr.Reply.Vehicle(
                    plate: $0.plate,
                    words: $0.words,
                    observed: $0.observed,
                    expected: $0.expected,
                    corrected: $0.corrected
                )
            },
            reads: answer.passes.map {
                Anpr.Reply.Read(
                    plate: $0.plate,
                    camera: $0.camera,
                    time: $0.time.rfc3339,
                    confidence: $0.confidence,
                    raw: $0.raw,
                    patch: $0.patch,
                    overview: $0.overview
                )
            },
            readsLeftOut: answer.passesLeftOut,
            baseRate: answer.baseRate,
            method: answer.method,
            tried: answer.tried,
            explained: answer.explained,
            falseAlarms: answer.falseAlarms.flatMap { $0.isFinite ? $0 : nil },
            explains: try kind.map { try limits.of($0).explains } ?? [],
            silent: answer.silent.map {
                Anpr.Reply.Silent(camera: $0.camera, days: $0.days, reason: $0.reason)
            }
        )
    }
}

extension Visit {
    /// Refuses what changes or asks something when the page's token is not with it.
    func mustCarryToken() throws {
        guard !formToken.isEmpty, query["token"] == formToken else {
            throw Fault(
                .formOutOfDate,
                "the page's token is missing or out of date",
                help: "load the page again and send it once more"
            )
        }
    }
}
