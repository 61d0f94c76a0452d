import Vocabulary

extension UseThreshold {
    /// How a person writes one: a name and whole numbers, such as `false-alarm-share 10 50`.
    package static let forms = [
        "false-alarms COUNT", "false-alarm-share PERCENT CASES", "missed-share PERCENT CASES",
        "group-gap POINTS CASES", "overrides PERCENT-MIN PERCENT-MAX CASES", "all-accepted CASES",
        "too-quick SECONDS-EACH PERCENT CASES", "drift PERCENT", "volume USES",
    ]

    /// Reads one as a person writes it; `nil` for what is none.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }.filter { (0...1_000_000_000).contains($0) }
        guard let name = words.first, numbers.count == words.count - 1 else { return nil }
        switch (name, numbers.count) {
        case ("false-alarms", 1): self = .falseAlarms(countMax: numbers[0])
        case ("false-alarm-share", 2): self = .falseAlarmShare(percentMax: numbers[0], casesMin: numbers[1])
        case ("missed-share", 2): self = .missedShare(percentMax: numbers[0], casesMin: numbers[1])
        case ("group-gap", 2): self = .groupGap(pointsMax: numbers[0], casesMin: numbers[1])
        case ("overrides", 3):
            self = .overrides(percentMin: numbers[0], percentMax: numbers[1], casesMin: numbers[2])
        case ("all-accepted", 1): self = .everyOneAccepted(casesMin: numbers[0])
        case ("too-quick", 3):
            self = .tooQuick(secondsEach: numbers[0], percentMax: numbers[1], casesMin: numbers[2])
        case ("drift", 1): self = .drift(percentMax: numbers[0])
        case ("volume", 1): self = .volume(max: numbers[0])
        default: return nil
        }
    }

    /// The same as a person writes it.
    package var text: String {
        switch self {
        case .falseAlarms(let count): "false-alarms \(count)"
        case .falseAlarmShare(let percent, let cases): "false-alarm-share \(percent) \(cases)"
        case .missedShare(let percent, let cases): "missed-share \(percent) \(cases)"
        case .groupGap(let points, let cases): "group-gap \(points) \(cases)"
        case .overrides(let least, let most, let cases): "overrides \(least) \(most) \(cases)"
        case .everyOneAccepted(let cases): "all-accepted \(cases)"
        case .tooQuick(let seconds, let percent, let cases): "too-quick \(seconds) \(percent) \(cases)"
        case .drift(let percent): "drift \(percent)"
        case .volume(let uses): "volume \(uses)"
        }
    }

    /// What it asks, in a sentence for whoever reads the register.
    package var words: String {
        switch self {
        case .falseAlarms(let count): "at most \(count) false alarms about any one group"
        case .falseAlarmShare(let percent, let cases):
            "at most \(percent) % of alarms false, in any group with \(cases) alarms or more"
        case .missedShare(let percent, let cases):
            "at most \(percent) % missed of what was so, in any group with \(cases) such cases or more"
        case .groupGap(let points, let cases):
            "at most \(points) points between two groups in false alarms, of \(cases) cases or more each"
        case .overrides(let least, let most, let cases):
            "people decide otherwise in \(least) to \(most) % of \(cases) judgements or more"
        case .everyOneAccepted(let cases): "not every one of \(cases) judgements or more accepted"
        case .tooQuick(let seconds, let percent, let cases):
            "at most \(percent) % of \(cases) judgements or more made sooner than \(seconds) s for each thing shown"
        case .drift(let percent): "what it meets at most \(percent) % away from what it was built on"
        case .volume(let uses): "used at most \(uses) times"
        }
    }
}
