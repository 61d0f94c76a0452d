import Vocabulary

/// Turns a source's words into standard forms, step by step, over bytes.
///
/// The bytes of a result lie in the source, in a code table or in this value's own scratch: they hold until the next
/// value is standardised.
struct Standardiser {
    let times = TimeReader()
    let today: CalendarDate
    private var first = ByteWriter(capacity: 512)
    private var second = ByteWriter(capacity: 512)

    init(today: CalendarDate) { self.today = today }

    /// What came of a value.
    struct Outcome {
        /// The words after any cuts: what the fact holds as raw.
        var raw: UnsafeBufferPointer<UInt8>
        /// The standard form; `nil` when the words have none.
        var standard: UnsafeBufferPointer<UInt8>?
        var finding = Finding.none
        /// Of a time, for `recordedAt`.
        var moment: TimeReader.Moment?
        /// Of a date, for `reviewOn`.
        var date: CalendarDate?
    }

    /// White space, and nothing else: other control characters are words, if odd ones.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = text.count
        while start < end, isBlank(text[start]) { start &+= 1 }
        while end > start, isBlank(text[end &- 1]) { end &-= 1 }
        return start == 0 && end == text.count ? text : UnsafeBufferPointer(rebasing: text[start..<end])
    }

    /// Runs the steps over a value that is not empty.
    mutating func run(
        _ text: UnsafeBufferPointer<UInt8>,
        _ steps: UnsafeBufferPointer<Step>,
        _ plan: ImportPlan
    ) -> Outcome {
        var outcome = Outcome(raw: text, standard: nil)
        var current = text
        for step in steps {
            if step.isCut {
                guard let part = cut(current, step, plan) else {
                    outcome.raw = UnsafeBufferPointer(rebasing: current[..<0])
                    return outcome
                }
                current = part
                outcome.raw = part
                continue
            }
            guard let next = apply(step, Self.trimmed(current), plan, &outcome) else {
                outcome.finding = step.finding
                outcome.standard = nil
                return outcome
            }
            current = next
        }
        outcome.standard = current
        return outcome
    }

    private func cut(
        _ text: UnsafeBufferPointer<UInt8>,
        _ step: Step,
        _ plan: ImportPlan
    ) -> UnsafeBufferPointer<UInt8>? {
        let word = plan.text(Span(start: step.first, count: step.second))
        let starts = text.count >= word.count && zip(text, word).allSatisfy { $0 == $1 }
        if step.operation == .starts { return starts ? text : nil }
        if step.operation == .drop { return starts ? UnsafeBufferPointer(rebasing: text[word.count...]) : text }
        guard !word.isEmpty, text.count >= word.count,
            let place = (0...text.count - word.count).first(where: { at in
                zip(text[at...], word).allSatisfy { $0 == $1 }
            })
        else { return step.operation == .before ? text : nil }
        return step.operation == .before
            ? UnsafeBufferPointer(rebasing: text[..<place])
            : UnsafeBufferPointer(rebasing: text[(place + word.count)...])
    }

    private mutating func apply(
        _ step: Step,
        _ text: UnsafeBufferPointer<UInt8>,
        _ plan: ImportPlan,
        _ outcome: inout Outcome
    ) -> UnsafeBufferPointer<UInt8>? {
        switch step.operation {
        case .tidy: return tidied(text)
        case .upper, .lower: return recased(text, toUpper: step.operation == .upper)
        case .code: return plan.tables[Int(step.first)].find(text)
        case .date:
            guard
                let date = TimeReader.date(
                    text,
                    order: DateOrder.allCases[Int(step.first)],
                    centuryEnding: Int(step.second)
                )
            else { return nil }
            outcome.date = date
            return written { TimeReader.write(date, to: &$0) }
        case .time:
            guard
                let moment = times.moment(
                    text,
                    order: DateOrder.allCases[Int(step.first)],
                    isUTC: step.second == 1
                )
            else { return nil }
            outcome.moment = moment
            outcome.finding = moment.finding
            return written { TimeReader.write(milliseconds: moment.milliseconds, to: &$0) }
        case .number: return Self.isNumber(text) ? text : nil
        default: return identified(step.operation, String(decoding: text, as: UTF8.self), &outcome)
        }
    }

    /// The identifiers are Vocabulary's to read.
    private mutating func identified(
        _ operation: Step.Operation,
        _ text: String,
        _ outcome: inout Outcome
    ) -> UnsafeBufferPointer<UInt8>? {
        let standard: String?
        var letterIsRight = true
        switch operation {
        case .phone: standard = PhoneNumber(text)?.description
        case .postcode: standard = Postcode(text)?.description
        case .mark: standard = RegistrationMark(text)?.description
        case .email: standard = EmailAddress(text)?.description
        case .uprn: standard = UPRN(text)?.description
        case .usrn: standard = USRN(text)?.description
        case .driverNumber: standard = DriverNumber(text)?.description
        case .pncID:
            let number = PNCID(text, currentYear: Int(today.year))
            letterIsRight = number?.checkLetterIsRight ?? true
            standard = number?.description
        case .croNumber:
            let number = CRONumber(text)
            letterIsRight = number?.checkLetterIsRight ?? true
            standard = number?.description
        case .summonsNumber:
            let number = ArrestSummonsNumber(text)
            letterIsRight = number?.checkLetterIsRight ?? true
            standard = number?.description
        case .gridReference: standard = GridReference(text)?.description
        case .gridLatitude: standard = GridReference(text)?.wgs84.map { Self.degrees($0.latitude) }
        case .gridLongitude: standard = GridReference(text)?.wgs84.map { Self.degrees($0.longitude) }
        default: standard = nil
        }
        guard let standard else { return nil }
        if !letterIsRight { outcome.finding = .wrongCheckLetter }
        return written { $0.append(standard) }
    }

    /// Six decimals: a tenth of a metre.
    private static func degrees(_ value: Double) -> String {
        let scaled = (value * 1_000_000).rounded()
        return String(scaled / 1_000_000)
    }

    /// Writes into the scratch that does not hold the value being read.
    private mutating func written(_ write: (inout ByteWriter) -> Void) -> UnsafeBufferPointer<UInt8> {
        swap(&first, &second)
        first.truncate()
        write(&first)
        return first.bytes
    }

    /// One space where there was white space of any length.
    private mutating func tidied(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var previous: UInt8 = 0
        var isTidy = true
        for byte in text {
            if Self.isBlank(byte), byte != 0x20 || previous == 0x20 {
                isTidy = false
                break
            }
            previous = byte
        }
        if isTidy { return text }
        return written { out in
            var gap = false
            for byte in text {
                if Self.isBlank(byte) {
                    gap = true
                } else {
                    if gap { out.append(0x20) }
                    gap = false
                    out.append(byte)
                }
            }
        }
    }

    private mutating func recased(_ text: UnsafeBufferPointer<UInt8>, toUpper: Bool) -> UnsafeBufferPointer<UInt8> {
        guard text.allSatisfy({ $0 < 0x80 }) else {
            let words = String(decoding: text, as: UTF8.self)
            return written { $0.append(toUpper ? words.uppercased() : words.lowercased()) }
        }
        return written { out in
            for byte in text {
                switch byte {
                case 97...122 where toUpper: out.append(byte - 32)
                case 65...90 where !toUpper: out.append(byte + 32)
                default: out.append(byte)
                }
            }
        }
    }

    /// Digits with a sign and a decimal point or without.
    static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in text.enumerated() {
            switch byte {
            case 48...57: digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"): if index > 0 { return false }
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }
}
