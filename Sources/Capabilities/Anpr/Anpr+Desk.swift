import CapabilityKit
import Sightings

extension Anpr {
    /// The way to the reads and the room's tables through the Desk: everything is logged first.
    struct Counter: Sendable {
        let desk: Desk
        let requester: Requester
        let limits: Limits

        init(_ desk: Desk, _ requester: Requester) throws {
            self.desk = desk
            self.requester = requester
            limits = try .shipped()
        }

        init(_ visit: Visit) throws { try self.init(visit.desk, visit.requester) }

        /// A question that was asked just now, and the entry that records it.
        struct Asked: Sendable {
            var kept: Kept
            var entry: UInt64
            var at: Timestamp
        }

        /// Asks a question and keeps its answer until its clock runs out.
        func ask(_ question: Question) async throws -> Asked {
            let bounds = try question.bounds(limits)
            let limit = try limits.of(question.kind)
            let shown = try await desk.askReads(
                .askAnpr,
                within: bounds,
                asked: question.words,
                for: requester,
                found: { Self.plates(of: question, $0) },
                ground: { try Shelf.register(in: $0) }
            ) { reads, register in
                try question.checkAreas(register.areaNames)
                return try await Anpr.answer(question, within: bounds, limit: limit, on: register.ground, of: reads)
            }
            let days = limits.resultDays, requester = requester
            let id = Int64(shown.entry), answer = shown.content, at = shown.at
            try await desk.keep(shown) { session in
                try Shelf.keep(question, answer, id: id, for: requester, at: at, days: days, in: session)
            }
            let kept = Kept(
                id: id,
                question: question,
                purpose: requester.authority.purpose,
                reference: requester.authority.reference,
                askedAt: at,
                dueAt: Timestamp.uk(milliseconds: at.milliseconds + Int64(days) * 86_400_000),
                answer: answer
            )
            return Asked(kept: kept, entry: shown.entry, at: at)
        }

        /// A part of a plate that only a few fit is a look at each of them.
        private static func plates(of question: Question, _ answer: Answer) -> [PlateKey] {
            guard question.kind == .history, answer.lines.count <= 3 else { return [] }
            return answer.lines.compactMap { PlateKey($0.plate) }
        }

        /// What the workbench shows.
        struct Look: Sendable {
            var register: Register
            var own: [Kept]
            var kept: Kept?
            var outcomes: [AreaOutcome] = []
            var products: [Product] = []
        }

        /// The workbench, with one question where it is named; logged.
        func look(at id: Int64?) async throws -> Disclosure<Look> {
            let officer = requester.officer
            let asked = id.map { "question \($0)" } ?? "the workbench"
            return try await desk.consult(.readAnpr, asked: asked, for: requester) { session in
                var look = Look(
                    register: try Shelf.register(in: session),
                    own: try Shelf.own(officer, in: session)
                )
                if let id {
                    guard let kept = try Shelf.kept(id, of: officer, in: session) else { throw noSuchQuestion }
                    look.kept = kept
                }
                look.outcomes = try Shelf.outcomes(in: session)
                look.products = try Shelf.products(of: officer, in: session)
                return look
            }
        }

        /// A person keeps a line of an answer beyond its clock, with a note.
        func select(_ values: [String: String], of id: Int64) async throws -> UInt64 {
            let officer = requester.officer, now = desk.clock(), plate = values["plate"] ?? ""
            return try await desk.alter(
                .askAnpr,
                asked: "question \(id): keep \(plate)",
                details: ["referral": values["referral"] ?? ""],
                for: requester,
                check: { _ = try selected(try Shelf.line(of: plate, in: id, of: officer, in: $0), values) },
                { session in
                    let line = try Shelf.line(of: plate, in: id, of: officer, in: session)
                    try Shelf.select(try selected(line, values), of: id, at: now, in: session)
                }
            ).entry
        }

        /// Reads of an answer are kept beyond twelve months for a case (CPIA 1996), by its reference.
        func preserve(_ id: Int64, for reference: String) async throws -> UInt64 {
            guard (3...80).contains(reference.utf8.count) else {
                throw Fault(.selectionUnreadable, "the case is not named", help: "give the case the reads belong to")
            }
            let shown = try await look(at: id)
            guard let kept = shown.content.kept, let passes = kept.answer?.passes, !passes.isEmpty else {
                throw noSuchQuestion
            }
            let days = passes.map { Int($0.at / 86_400_000) }
            let preserved = PreservedReads(
                reference: reference,
                plates: Set(passes.map(\.plate)).sorted(),
                firstDay: days.min() ?? 0,
                lastDay: days.max() ?? 0
            )
            return try await desk.changeReads(
                .askAnpr,
                asked: "question \(id): preserve its reads to case \(reference)",
                details: ["case": reference],
                for: requester
            ) { try $0.preserve(preserved) }.entry
        }

        /// Writes the register of cameras, and tells the store of reads where they are.
        ///
        /// `onlyIfEmpty`: refuses where there are cameras already.
        func describe(
            _ sites: [Site],
            _ outages: [Outage],
            _ roads: [Ground.Road],
            onlyIfEmpty: Bool = false
        ) async throws -> UInt64 {
            let written = try await desk.alter(
                .importAnpr,
                asked: "register: \(sites.count) cameras, \(outages.count) outages, \(roads.count) roads",
                for: requester,
                check: { session in
                    guard try !onlyIfEmpty || Shelf.register(in: session).sites.isEmpty else {
                        throw Fault(.registerHeld, "the node has cameras already", help: "choose an empty node")
                    }
                },
                { try Shelf.write(sites, outages, roads, in: $0) }
            )
            let cameras = written.value.cameras
            guard !sites.isEmpty else { return written.entry }
            return try await desk.changeReads(
                .importAnpr,
                asked: "place of \(cameras.count) cameras",
                for: requester
            ) { try $0.describe(cameras) }.entry
        }
    }

    /// Destroys what is over its time: reads after twelve months, answers that nobody selected after their days.
    package static func dispose(_ desk: Desk, of force: ForceCode) async throws -> UInt64? {
        let now = desk.clock()
        return try await desk.disposeReads(
            .disposeAnpr,
            of: force,
            isDue: { try Shelf.isDue(at: now, in: $0) },
            { try Shelf.destroy(at: now, in: $0) }
        )
    }
}
