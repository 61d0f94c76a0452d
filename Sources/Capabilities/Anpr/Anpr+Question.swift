import CapabilityKit
import Foundation
import Sightings

extension Anpr {
    /// A question of the reads, as it is asked, kept and asked again.
    package struct Question: Codable, Hashable, Sendable {
        var kind: Kind
        /// The item of intelligence that it starts from, and its grading.
        var item: String
        var grading: String
        /// A plate, or part of one with `?` and `*`.
        var plate = ""
        /// Whether confusable characters count as alike.
        var confusables = false
        /// Areas by name; all of the force's where a plate is known and none is named.
        var areas: [String] = []
        /// The first and the last day: `2026-11-01`.
        var from: String
        var to: String
        /// Cameras by name: of `between` the first and the second, of `stops` those about the place.
        var cameras: [String] = []
        /// Minutes of `between`, seconds of `convoy`, days without reads of `first-seen` and days between of `swap`.
        var within = 0
        /// How often at least.
        var atLeast = 0
        /// The area that trips begin in; any where it is empty.
        var home = ""

        /// The question in a line, as the log has it.
        var words: String {
            var parts = [kind.rawValue]
            if !plate.isEmpty { parts.append(plate + (confusables ? " or alike" : "")) }
            if !cameras.isEmpty { parts.append(cameras.joined(separator: ", ")) }
            if !areas.isEmpty { parts.append("in " + areas.joined(separator: ", ")) }
            if !home.isEmpty { parts.append("from \(home)") }
            return (parts + ["\(from) to \(to)"]).joined(separator: " ")
        }
    }
}

extension Anpr.Question {
    /// Reads a question from the values of a form, a call or a command.
    ///
    /// - Throws: ``Fault`` `anpr.question` with what to give instead.
    init(_ values: [String: String], today: CalendarDate) throws {
        func text(_ name: String) -> String {
            (values[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        }
        func list(_ name: String) -> [String] {
            text(name).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        func number(_ name: String, _ bounds: ClosedRange<Int>, _ standard: Int) throws -> Int {
            guard !text(name).isEmpty else { return standard }
            guard let number = Int(text(name)), bounds.contains(number) else {
                throw Self.wrong(
                    "`\(name)` is `\(text(name))`",
                    "give a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
                )
            }
            return number
        }
        guard let kind = Anpr.Kind(rawValue: text("kind")) else {
            let kinds = Anpr.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.wrong("`\(text("kind"))` is no question", "ask one of: \(kinds)")
        }
        let last = text("to").isEmpty ? today.description : text("to")
        let monthAgo = today.dayNumber.flatMap { CalendarDate(dayNumber: $0 - 27) } ?? today
        self.init(
            kind: kind,
            item: text("item"),
            grading: text("grading"),
            from: text("from").isEmpty ? monthAgo.description : text("from"),
            to: last
        )
        plate = text("plate").uppercased()
        confusables = ["1", "on", "true", "yes"].contains(text("confusables"))
        areas = list("area")
        cameras = list("cameras")
        home = text("home")
        switch kind {
        case .between: within = try number("within", 1...1440, 120)
        case .convoy: within = try number("within", 5...600, 60)
        case .newcomers: within = try number("within", 1...60, 14)
        case .swap: within = try number("within", 1...60, 7)
        case .history, .trips, .clones, .stops: within = 0
        }
        atLeast = try number("atLeast", 1...1000, kind == .convoy ? 3 : kind == .trips ? 6 : kind == .stops ? 5 : 4)
    }

    /// The bounds of the question, by the table of limits; nothing of the reads is looked at to tell them.
    ///
    /// - Throws: ``Fault`` `anpr.question`, where it begins with everybody, is too wide, or has no graded item.
    func bounds(_ limits: Anpr.Limits) throws -> ReadBounds {
        let limit = try limits.of(kind)
        guard !item.isEmpty, item.utf8.count <= 80, let grade = Grading(grading) else {
            throw Self.wrong(
                "a question of reads starts from a graded item of intelligence",
                "give the number of the item, and its grading as 2 B P"
            )
        }
        guard let first = CalendarDate(parsing: from)?.dayNumber, let last = CalendarDate(parsing: to)?.dayNumber,
            first <= last
        else { throw Self.wrong("`\(from)` to `\(to)` are no days", "write them as 2026-11-19, the earlier first") }
        guard last - first < limit.daysMax else {
            throw Self.wrong(
                "\(last - first + 1) days are too many for this question",
                "ask about at most \(limit.daysMax)"
            )
        }
        switch limit.begins {
        case .plate:
            guard plate.count(where: { $0.isLetter || $0.isNumber }) >= limits.knownCharacters else {
                throw Self.wrong(
                    "too little of the plate is known",
                    "give at least \(limits.knownCharacters) characters of it"
                )
            }
            guard kind == .history || isWhole else {
                throw Self.wrong("`\(plate)` is part of a plate", "give all of it")
            }
            guard kind != .swap || areas.count == 1 else {
                throw Self.wrong("no one area is named", "name the area in which it was of interest")
            }
        case .cameras:
            guard kind == .between ? cameras.count == 2 : (1...8).contains(cameras.count) else {
                throw Self.wrong(
                    "the cameras are missing",
                    kind == .between ? "name two: the first and the second" : "name one to eight about the place"
                )
            }
        case .area:
            guard areas.count == 1 else {
                throw Self.wrong(
                    "this question is not asked of everybody",
                    "name the one area that the item of intelligence is about"
                )
            }
        }
        return ReadBounds(
            item: IntelligenceItem(reference: item, grading: grade),
            areas: areas.isEmpty ? (cameras.isEmpty ? ["all of the force"] : cameras) : areas,
            days: first...last,
            plates: isWhole ? [PlateKey(plate)].compactMap(\.self) : []
        )
    }

    /// Whether the register knows the areas that are named.
    func checkAreas(_ known: [String]) throws {
        for area in areas + (home.isEmpty ? [] : [home]) where !known.contains(area) {
            throw Self.wrong("there is no area `\(area)`", "choose of: \(known.joined(separator: ", "))")
        }
    }

    /// Whether the plate is known to the last character.
    var isWhole: Bool { !plate.isEmpty && !confusables && !plate.contains { "?_*%".contains($0) } }

    static func wrong(_ message: String, _ help: String) -> Fault { Fault(.anprQuestion, message, help: help) }
}

extension Fault.Code {
    /// A question of reads that can't be asked as it stands.
    package static let anprQuestion = Self("anpr.question", status: 422)
}
