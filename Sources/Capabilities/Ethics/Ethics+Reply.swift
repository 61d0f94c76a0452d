import CapabilityKit
import Ledger
import Vocabulary

extension Ethics {
    /// The answer of `GET /api/v1/ethics`.
    struct RegisterReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var force: String
        var rooms: [RoomLine]
        var uses: [UseLine]

        init(_ book: EthicsBook, _ found: Disclosure<UseLog>, on day: CalendarDate) {
            entry = found.entry
            at = found.at.rfc3339
            force = book.log.book.force.description
            rooms = book.log.book.cards.keys.sorted().map { RoomLine($0, book, on: day) }
            uses = book.ordered.map { UseLine($0, book, on: day) }
        }
    }

    /// One room and whether it may run.
    struct RoomLine: Encodable, Sendable {
        var room: String
        var runs: Bool
        /// Stable codes of the reasons against.
        var codes: [String]
        var reasons: [String]
        var basis: [String]
        var until: [String]
        var cardUntil: String

        init(_ room: String, _ book: EthicsBook, on day: CalendarDate) {
            let log = book.log
            let refusals = log.refusals(room, on: day)
            let approvals =
                log.register.spoken.contains(room)
                ? log.register.approvals(of: room) : log.book.demonstration.filter { $0.capability == room }
            self.room = room
            runs = refusals.isEmpty
            codes = refusals.map(\.code.description)
            reasons = refusals.map(\.words)
            basis = approvals.map(\.basis.rawValue)
            until = approvals.map(\.until.description)
            cardUntil = log.book.cards[room]?.expires ?? ""
        }
    }

    /// One use in a line.
    struct UseLine: Encodable, Sendable {
        var number: String
        var title: String
        var room: String
        var stage: String
        var advice: String?
        var approvedUntil: String?
        var suspendedOn: String?
        var gaps: [String]

        init(_ use: EthicsUse, _ book: EthicsBook, on day: CalendarDate) {
            let approval = book.approval(of: use.number)
            number = use.number
            title = use.title
            room = use.capability
            stage = use.stage.rawValue
            advice = book.panel.standing(of: use.number)?.advice.kind.rawValue
            approvedUntil = approval?.until.description
            suspendedOn = approval?.suspensions[use.force]?.on.description
            gaps = use.gaps(on: day, panel: book.panel)
        }
    }

    /// The answer of `GET /api/v1/ethics/use/{use}`: a use, or what a room runs by.
    struct UseReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var room: RoomLine
        var use: UseLine?
        /// What is filled in, by part and field.
        var parts: [String: [String: String]]
        var measured: [Figures]
        var history: [Step]

        struct Figures: Encodable, Sendable {
            var entry: UInt64
            var on: String
            var groups: [Group]
            var judgements: Int
            var overrides: Int
            var medianSeconds: Int?
            var uses: Int
        }

        struct Group: Encodable, Sendable {
            var group: String
            var truePositives: Int
            var falsePositives: Int
            var falseNegatives: Int
            var trueNegatives: Int
            var ratios: [Ratio]
        }

        struct Ratio: Encodable, Sendable {
            var name: String
            var of: String
            var numerator: Int?
            var denominator: Int?
            var percent: String?
        }

        struct Step: Encodable, Sendable {
            var entry: UInt64
            var at: String
            var officer: String
            var words: String
        }

        init(_ number: String, _ book: EthicsBook, _ found: Disclosure<UseLog>, on day: CalendarDate) throws {
            let name = number.hasPrefix("set-up/") ? String(number.dropFirst(7)) : number
            let isRoom = book.log.book.cards[name] != nil
            let use = isRoom ? nil : try book.use(number)
            let key = isRoom ? "set-up/\(name)" : number
            entry = found.entry
            at = found.at.rfc3339
            room = RoomLine(use?.capability ?? name, book, on: day)
            self.use = use.map { UseLine($0, book, on: day) }
            parts =
                use.map { use in
                    Dictionary(
                        uniqueKeysWithValues: EthicsPart.allCases.filter { use.has($0) }.map {
                            ($0.rawValue, use.values(of: $0))
                        }
                    )
                } ?? [:]
            measured = (book.log.register.measured[key] ?? []).map(Figures.init)
            history = (book.history[key] ?? []).map {
                Step(entry: $0.entry, at: $0.at.rfc3339, officer: $0.officer, words: $0.words)
            }
        }
    }

    /// The answer of `GET /api/v1/ethics/panel`.
    struct RecordReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var quorum: Int
        var sealsHold: Bool
        var members: [Member]
        var record: [Said]

        struct Member: Encodable, Sendable {
            var number: String
            var name: String
            var isLay: Bool
            var from: String
            var until: String
            var interests: [String]
        }

        /// One published entry.
        struct Said: Encodable, Sendable {
            var place: Int
            var entry: UInt64
            var seal: String
            var what: String
            var use: String?
            /// The place of what is replied to or corrected.
            var about: Int?
            var kind: String?
            var on: String?
            var words: String
        }

        init(_ book: EthicsBook, _ found: Disclosure<UseLog>) {
            let panel = book.panel
            entry = found.entry
            at = found.at.rfc3339
            quorum = panel.quorum
            sealsHold = panel.areSealsRight
            members = panel.members.map {
                Member(
                    number: $0.number,
                    name: $0.name,
                    isLay: $0.isLay,
                    from: $0.from.description,
                    until: $0.until.description,
                    interests: $0.conflicts.sorted()
                )
            }
            record = zip(panel.record.indices, panel.record).map { place, said in
                Said(said, at: place, entry: book.published[place], seal: panel.seals[place].description)
            }
        }
    }
}

extension Ethics.RecordReply.Said {
    /// What stands at a place of the record.
    init(_ said: EthicsPanel.Entry, at place: Int, entry: UInt64, seal: String) {
        (self.place, self.entry, self.seal) = (place, entry, seal)
        switch said {
        case .advice(let advice):
            (what, use, kind, words) = ("advice", advice.use, advice.kind.rawValue, advice.reasons)
            on = advice.on.description
        case .reply(let reply):
            (what, about, kind, words) = ("reply", reply.advice, reply.kind.rawValue, reply.reasons)
            on = reply.on.description
        case .correction(let earlier, let text): (what, about, words) = ("correction", earlier, text)
        }
    }
}

extension Ethics.UseReply.Figures {
    /// What was counted, with every ratio computed from the counts.
    init(_ measured: UseRegister.Measured) {
        entry = measured.entry
        on = measured.on.description
        groups = measured.measures.groups.sorted { $0.key < $1.key }.map { name, counts in
            Ethics.UseReply.Group(
                group: name,
                truePositives: counts.truePositives,
                falsePositives: counts.falsePositives,
                falseNegatives: counts.falseNegatives,
                trueNegatives: counts.trueNegatives,
                ratios: counts.ratios.map { named in
                    Ethics.UseReply.Ratio(
                        name: named.name,
                        of: named.of,
                        numerator: named.ratio?.numerator,
                        denominator: named.ratio?.denominator,
                        percent: named.ratio?.percent()
                    )
                }
            )
        }
        let people = measured.measures.involvement
        judgements = people.judgements.count
        overrides = people.overrides
        medianSeconds = people.medianSeconds
        uses = measured.measures.uses
    }
}

extension Ethics {
    /// Answers `GET /api/v1/ethics`.
    @Sendable static func registerReply(_ visit: Visit) async throws -> RegisterReply {
        let (book, found) = try await book(visit, asked: "the register of uses")
        return RegisterReply(book, found, on: visit.desk.today)
    }

    /// Answers `GET /api/v1/ethics/use/{use}`.
    @Sendable static func useReply(_ visit: Visit) async throws -> UseReply {
        let number = try visit.pathValue("use")
        let (book, found) = try await book(visit, asked: "use \(number)")
        return try UseReply(number, book, found, on: visit.desk.today)
    }

    /// Answers `GET /api/v1/ethics/panel`.
    @Sendable static func panelReply(_ visit: Visit) async throws -> RecordReply {
        let (book, found) = try await book(visit, asked: "the panel and its record")
        return RecordReply(book, found)
    }
}
