import CapabilityKit
import Foundation
import Sightings

extension Anpr {
    /// What a question needs of the register of cameras.
    struct Ground: Sendable {
        var areas: [String: Int]
        var roads: [Road]
        var outages: [Outage]

        /// A stretch between two cameras, in seconds at the usual pace.
        struct Road: Hashable, Sendable {
            var from: String
            var to: String
            var seconds: Double
        }
    }

    /// Asks the reads; only what the bounds of the question allow is looked at.
    static func answer(
        _ question: Question,
        within bounds: ReadBounds,
        limit: QuestionLimit,
        on ground: Ground,
        of reads: Reads
    ) async throws -> Answer {
        var answer = Answer()
        let inside = Set(question.areas.compactMap { ground.areas[$0] })
        let wanted = Set(
            reads.cameras.indices.filter { place in
                inside.isEmpty || reads.cameras[place].area.map(inside.contains) ?? false
            }
        )
        let asking = Asking(question: question, span: bounds.span, inside: wanted, limit: limit, reads: reads)
        switch question.kind {
        case .history: try await asking.history(&answer)
        case .between: try await asking.between(&answer)
        case .convoy: try await asking.convoy(&answer)
        case .trips: try await asking.trips(&answer, ground)
        case .clones: try await asking.clones(&answer, ground)
        case .newcomers: try await asking.newcomers(&answer, ground)
        case .swap: try await asking.swap(&answer, ground)
        case .stops: try await asking.stops(&answer)
        }
        answer.silent = try await silences(bounds.span, bounds.days, at: wanted, ground.outages, of: reads)
        return answer
    }

    /// Cameras that were silent or nearly so, though they read much on other days, or that the register says were down.
    private static func silences(
        _ span: Range<Int64>,
        _ days: ClosedRange<Int>,
        at cameras: Set<Int>,
        _ outages: [Outage],
        of reads: Reads
    ) async throws -> [Silence] {
        let silent = Dictionary(grouping: try await reads.outages(in: span), by: \.camera).mapValues(\.count)
        return cameras.sorted().compactMap { camera in
            let name = reads.cameras[camera].name
            let known = outages.filter { $0.camera == name && $0.touches(days) }.map(\.reason)
            guard silent[camera] != nil || !known.isEmpty else { return nil }
            return Silence(camera: name, days: silent[camera] ?? 0, reason: known.joined(separator: "; "))
        }
    }
}

extension Anpr {
    /// One question on its way.
    struct Asking {
        let question: Anpr.Question
        let span: Range<Int64>
        /// The cameras of the areas asked about, as places in the store's list.
        let inside: Set<Int>
        let limit: Anpr.QuestionLimit
        let reads: Reads

        func history(_ answer: inout Anpr.Answer) async throws {
            let pattern = try PlatePattern(question.plate, confusables: question.confusables)
            let found = try await reads.history(pattern, in: span).filter { inside.contains($0.camera) }
            let byPlate = Dictionary(grouping: found, by: \.mark)
            try mustBeFew(byPlate.count)
            answer.lines = byPlate.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { mark, reads in
                let days = Set(reads.map { $0.time.date }).count
                let low = reads.count { ($0.details.confidence ?? 100) < 80 }
                let unsure = low > 0 ? ", \(low) of them read with less than 80% confidence" : ""
                return Anpr.Line(
                    plate: mark,
                    words: "\(Phrase.count(reads.count, "read")) on \(Phrase.count(days, "day"))\(unsure)",
                    observed: Double(reads.count)
                )
            }
            draw(found, &answer)
            answer.tried = byPlate.count
            answer.baseRate =
                question.isWhole
                ? "The reads of one plate as they were made: nothing is inferred."
                : "\(Phrase.count(byPlate.count, "vehicle")) fit what is known of the plate: at most one is the one meant."
            answer.method = "About 3 reads in 100 are wrong in a character; look at the picture before relying on one."
        }

        func between(_ answer: inout Anpr.Answer) async throws {
            let places = try cameras()
            let found = try await reads.passages(
                from: places[0],
                to: places[1],
                in: span,
                within: Int64(question.within) * 60_000
            )
            let byPlate = Dictionary(grouping: found, by: \.plate)
            try mustBeFew(byPlate.count)
            answer.lines = byPlate.map { plate, passes in
                let times = passes.prefix(3).map { Timestamp.uk(milliseconds: $0.first) }
                let words = times.map { "\(Phrase.shortDay($0)) \(Phrase.time($0))" }.joined(separator: "; ")
                return Anpr.Line(plate: text(plate), words: words, observed: Double(passes.count))
            }
            .sorted { ($1.observed ?? 0, $0.plate) < ($0.observed ?? 0, $1.plate) }
            answer.tried = byPlate.count
            answer.baseRate =
                "\(Phrase.count(byPlate.count, "vehicle")) drove this way: it is what the road is for, and says nothing of any of them alone."
        }

        func convoy(_ answer: inout Anpr.Answer) async throws {
            guard let seed = PlateKey(question.plate) else { return }
            let found = try await reads.companions(
                of: seed,
                in: span,
                within: Int64(question.within) * 1000,
                atLeast: question.atLeast
            )
            try mustBeFew(found.companions.count)
            answer.lines = found.companions.map { companion in
                Anpr.Line(
                    plate: text(companion.plate),
                    words:
                        "together on \(Phrase.count(companion.drives, "drive")) on \(Phrase.count(companion.days, "day")) at \(Phrase.count(companion.cameras, "camera"))",
                    observed: Double(companion.drives),
                    expected: companion.expected,
                    corrected: companion.corrected
                )
            }
            answer.tried = found.tried
            answer.explained = found.explained
            answer.falseAlarms = found.falseAlarms
            answer.baseRate =
                "\(Phrase.number(found.tried)) vehicles were near it at least once; \(Phrase.number(found.explained)) more met it as often and are explained by chance or habit."
            answer.method =
                "Expected by local flow and by how often the same two would have met on other days; corrected for \(Phrase.number(found.tried)) vehicles tried."
            var drawn: [Sighting] = []
            for plate in [seed] + found.companions.prefix(3).map(\.plate) where !plate.isHashed {
                drawn += try await reads.history(PlatePattern(plate.text), in: span).filter {
                    inside.contains($0.camera)
                }
            }
            draw(drawn, &answer)
        }

        func text(_ plate: PlateKey) -> String { plate.isHashed ? "long plate \(plate.number % 10_000)" : plate.text }

        func cameras() throws -> [Int] {
            try question.cameras.map { name in
                guard let place = reads.camera(named: name) else {
                    throw Anpr.Question.wrong("there is no camera `\(name)`", "take the name from the register")
                }
                return place
            }
        }

        /// An answer about many vehicles is about the innocent: it is not given.
        func mustBeFew(_ vehicles: Int) throws {
            guard vehicles > limit.vehiclesMax else { return }
            throw Anpr.Question.wrong(
                "\(Phrase.number(vehicles)) vehicles would be named",
                "narrow the question: at most \(limit.vehiclesMax) may be; fewer days, a smaller area or a higher threshold"
            )
        }

        private func draw(_ sightings: [Sighting], _ answer: inout Anpr.Answer) {
            let ordered = sightings.sorted { ($0.time.milliseconds, $0.plate) < ($1.time.milliseconds, $1.plate) }
            answer.passes = ordered.suffix(Anpr.passesMax).map { Anpr.Pass($0, cameras: reads.cameras) }
            answer.passesLeftOut = ordered.count - answer.passes.count
        }
    }
}
