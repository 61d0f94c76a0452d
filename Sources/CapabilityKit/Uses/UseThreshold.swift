/// What was measured of a use at one force over one period: counts only, of nobody in particular.
package struct UseMeasures: Hashable, Sendable, Codable {
    /// Outcomes by group of people, as the equality duty names them; a case is in one group of a kind.
    package var groups: [String: OutcomeCounts] = [:]
    package var involvement = HumanInvolvement()
    /// What the tool was built on, by category, and what it now meets.
    package var baseline: [String: Int] = [:]
    package var current: [String: Int] = [:]
    /// How often it was used.
    package var uses = 0

    /// What was measured; nothing where nothing is given.
    package init(
        groups: [String: OutcomeCounts] = [:],
        involvement: HumanInvolvement = HumanInvolvement(),
        baseline: [String: Int] = [:],
        current: [String: Int] = [:],
        uses: Int = 0
    ) {
        self.groups = groups
        self.involvement = involvement
        self.baseline = baseline
        self.current = current
        self.uses = uses
    }
}

/// What people did with what a tool showed them: the evidence that a person decided.
package struct HumanInvolvement: Hashable, Sendable, Codable {
    /// One judgement, without the name of whoever judged: it is the tool that is measured.
    package struct Judgement: Hashable, Sendable, Codable {
        /// How many things were shown to judge by.
        package var shown: Int
        /// How long they were on the screen, in whole seconds.
        package var seconds: Int
        /// How many of them were changed.
        package var changed: Int
        /// Whether the person decided otherwise than the tool said.
        package var isOverride: Bool

        /// One judgement.
        package init(shown: Int, seconds: Int, changed: Int, isOverride: Bool) {
            self.shown = shown
            self.seconds = seconds
            self.changed = changed
            self.isOverride = isOverride
        }
    }

    package var judgements: [Judgement]

    /// The judgements of one period.
    package init(judgements: [Judgement] = []) { self.judgements = judgements }

    package var overrides: Int { judgements.count { $0.isOverride } }
    package var overrideRate: ExactRatio? { ExactRatio(overrides, of: judgements.count) }
    package var acceptRate: ExactRatio? { ExactRatio(judgements.count - overrides, of: judgements.count) }
    package var changedRate: ExactRatio? { ExactRatio(judgements.count { $0.changed > 0 }, of: judgements.count) }

    /// The middle time for which something was looked at; the lower of two middles.
    package var medianSeconds: Int? {
        let sorted = judgements.map(\.seconds).sorted()
        return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    }

    /// Judgements made sooner than what was shown can be read.
    package func tooQuick(secondsEach: Int) -> ExactRatio? {
        ExactRatio(judgements.count { $0.seconds < $0.shown * secondsEach }, of: judgements.count)
    }
}

/// A limit agreed before a use began; beyond it the use stops by itself and goes back to the panel.
///
/// Hundredths are whole; nothing is rounded before it is compared. `casesMin` keeps a rate from being read out of a
/// handful of cases, and a limit on the count of errors catches what is too few for a rate and too many to ignore.
package enum UseThreshold: Hashable, Sendable, Codable {
    /// False alarms about one group.
    case falseAlarms(countMax: Int)
    /// False alarms as a part of alarms, in any group.
    case falseAlarmShare(percentMax: Int, casesMin: Int)
    /// What was missed as a part of what was so, in any group.
    case missedShare(percentMax: Int, casesMin: Int)
    /// The difference between two groups in false alarms as a part of cases where it was not so.
    case groupGap(pointsMax: Int, casesMin: Int)
    /// Overrides: too few mean that nobody decides, too many that it is no use.
    case overrides(percentMin: Int, percentMax: Int, casesMin: Int)
    /// Every single one accepted.
    case everyOneAccepted(casesMin: Int)
    /// Judged before it could be read.
    case tooQuick(secondsEach: Int, percentMax: Int, casesMin: Int)
    /// How far what it meets is from what it was built on: half the sum of the differences of shares.
    case drift(percentMax: Int)
    /// Uses in the period.
    case volume(max: Int)

    /// Whether it is on how often something is used.
    var isVolume: Bool { if case .volume = self { true } else { false } }

    /// How the measures cross the limit, in words, or `nil` while they do not.
    package func breach(_ measures: UseMeasures) -> String? {
        let groups = measures.groups.sorted { $0.key < $1.key }
        let judged = measures.involvement.judgements.count
        switch self {
        case .falseAlarms(let countMax):
            return groups.first { $0.value.falsePositives > countMax }.map {
                "\($0.value.falsePositives) false alarms about `\($0.key)`; \(countMax) were agreed"
            }
        case .falseAlarmShare(let percentMax, let casesMin):
            return groups.first {
                Self.exceeds($0.value.falsePositives, of: $0.value.flagged, percentMax, casesMin)
            }.map {
                "\($0.value.falsePositives) of \($0.value.flagged) alarms about `\($0.key)` were false; \(percentMax) % was agreed"
            }
        case .missedShare(let percentMax, let casesMin):
            return groups.first {
                Self.exceeds($0.value.falseNegatives, of: $0.value.actual, percentMax, casesMin)
            }.map {
                "\($0.value.falseNegatives) of \($0.value.actual) of `\($0.key)` were missed; \(percentMax) % was agreed"
            }
        case .groupGap(let pointsMax, let casesMin):
            return Self.gap(groups, pointsMax, casesMin)
        case .overrides(let percentMin, let percentMax, let casesMin):
            let overrides = measures.involvement.overrides
            let isTooMany = Self.exceeds(overrides, of: judged, percentMax, casesMin)
            let isTooFew = judged >= max(1, casesMin) && overrides * 100 < judged * percentMin
            guard isTooMany || isTooFew else { return nil }
            return "\(overrides) of \(judged) were overridden; \(percentMin) to \(percentMax) % were agreed"
        case .everyOneAccepted(let casesMin):
            guard judged >= max(1, casesMin), measures.involvement.overrides == 0 else { return nil }
            return "all \(judged) were accepted: nothing shows that a person decides"
        case .tooQuick(let secondsEach, let percentMax, let casesMin):
            guard let quick = measures.involvement.tooQuick(secondsEach: secondsEach),
                Self.exceeds(quick.numerator, of: quick.denominator, percentMax, casesMin)
            else { return nil }
            return "\(quick.numerator) of \(judged) were judged before they could be read; \(percentMax) % was agreed"
        case .drift(let percentMax):
            return Self.drift(measures.baseline, measures.current, percentMax)
        case .volume(let max):
            return measures.uses > max ? "it was used \(measures.uses) times; \(max) were agreed" : nil
        }
    }

    private static func exceeds(_ count: Int, of all: Int, _ percentMax: Int, _ casesMin: Int) -> Bool {
        all >= max(1, casesMin) && count * 100 > all * percentMax
    }

    private static func gap(
        _ groups: [(key: String, value: OutcomeCounts)],
        _ pointsMax: Int,
        _ casesMin: Int
    ) -> String? {
        let rates = groups.compactMap { group -> (name: String, ratio: ExactRatio)? in
            let all = group.value.falsePositives + group.value.trueNegatives
            guard all >= max(1, casesMin) else { return nil }
            return ExactRatio(group.value.falsePositives, of: all).map { (group.key, $0) }
        }.sorted { ExactRatio.isLess($0.ratio, than: $1.ratio) }
        guard let least = rates.first, let most = rates.last else { return nil }
        // most − least > points / 100, as whole numbers.
        let (a, b) = (most.ratio, least.ratio)
        let left = Int128(a.numerator) * Int128(b.denominator) - Int128(b.numerator) * Int128(a.denominator)
        guard left * 100 > Int128(pointsMax) * Int128(a.denominator) * Int128(b.denominator) else { return nil }
        return """
            false alarms about `\(most.name)` are \(a.percent()), about `\(least.name)` \(b.percent()); \
            \(pointsMax) points were agreed
            """
    }

    private static func drift(_ baseline: [String: Int], _ current: [String: Int], _ percentMax: Int) -> String? {
        let (before, now) = (baseline.values.reduce(0, +), current.values.reduce(0, +))
        guard before > 0, now > 0 else { return nil }
        let apart = Set(baseline.keys).union(current.keys).reduce(Int128(0)) { sum, key in
            let difference =
                Int128(baseline[key] ?? 0) * Int128(now) - Int128(current[key] ?? 0) * Int128(before)
            return sum + (difference < 0 ? -difference : difference)
        }
        guard apart * 100 > 2 * Int128(percentMax) * Int128(before) * Int128(now) else { return nil }
        return "what it meets is more than \(percentMax) % away from what it was built on"
    }
}
