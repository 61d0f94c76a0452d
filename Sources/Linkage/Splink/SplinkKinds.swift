import Vocabulary

extension SplinkBinder {
    /// Settles the kind of every column from how the conditions use it and from its values.
    ///
    /// - Throws: `Fault` when one column is used in two ways that no one kind allows.
    mutating func settle() throws(Fault) {
        for column in types.indices {
            let name = records.columns[column].name
            if types[column] == .unknown {
                types[column] = try Self.type(of: uses[column, default: []], name)
            }
            if types[column] == .double, try isWhole(column) { types[column] = .integer }
            if types[column] == .timestamp, records.columns[column].kind == nil, try isDay(column) {
                types[column] = .date
            }
        }
    }

    private static func type(of uses: Set<Use>, _ name: String) throws(Fault) -> SplinkType {
        let hard = uses.subtracting([.comparedWithNumber])
        if hard.isEmpty { return uses.isEmpty ? .text : .double }
        guard hard.count == 1 else {
            throw SplinkFault.records(
                "the model uses column `\(name)` in ways that no one kind of column allows",
                help: "declare the kind of the column"
            )
        }
        if hard == [.text] { return .text }
        if hard == [.list] { return .list }
        return hard == [.number] ? .double : .timestamp
    }

    private func isWhole(_ column: Int) throws(Fault) -> Bool {
        for case .number(let number) in try values(column) where number != number.rounded() { return false }
        return true
    }

    private func isDay(_ column: Int) throws(Fault) -> Bool {
        for case .number(let seconds) in try values(column)
        where seconds.remainder(dividingBy: SplinkDates.secondsADay) != 0 { return false }
        return true
    }

    /// The value of each text that the column has, by its id; `null` elsewhere and at 0.
    ///
    /// - Throws: `Fault` when a text is not of the column's kind.
    func values(_ column: Int) throws(Fault) -> [SplinkValue] {
        var values = [SplinkValue](repeating: .null, count: records.dictionary.count + 1)
        var done = [Bool](repeating: false, count: values.count)
        let source = records.columns[column]
        for id in source.ids where !done[Int(id)] {
            done[Int(id)] = true
            if id == 0 { continue }
            let bytes = Array(records.dictionary.bytes[records.dictionary.range(id - 1)])
            values[Int(id)] = try Self.value(bytes, types[column], source.name)
        }
        return values
    }

    private static func value(_ bytes: [UInt8], _ type: SplinkType, _ name: String) throws(Fault) -> SplinkValue {
        switch type {
        case .integer, .decimal, .real, .double:
            if let number = SplinkNumbers.number(bytes) { return .number(number) }
        case .date, .timestamp:
            if let seconds = SplinkDates.iso(bytes) {
                let isDay = seconds.remainder(dividingBy: SplinkDates.secondsADay) == 0
                if type == .timestamp || isDay { return .number(seconds) }
            }
        case .text, .unknown, .truth, .null: return .text(bytes)
        case .list:
            if bytes.isEmpty || bytes[0] == SplinkRecords.elementMark { return .text(bytes) }
        }
        throw SplinkFault.records(
            "column `\(name)` is used as a \(type), and `\(String(decoding: bytes, as: UTF8.self))` is none",
            help: "mend the value, leave it out, or declare the kind of the column"
        )
    }
}

/// Numbers as a database reads them from text.
enum SplinkNumbers {
    /// The number a text is, blanks at both ends passed over; `nil` when it is none, or none that is finite.
    static func number(_ text: [UInt8]) -> Double? {
        let trimmed = SplinkDates.trim(text)
        let allowed = trimmed.allSatisfy {
            (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
        }
        guard allowed, !trimmed.isEmpty, let value = Double(String(decoding: trimmed, as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    /// Whether a text is a number in a manner that is not read here: hexadecimal, grouped, infinite.
    static func isOdd(_ text: [UInt8]) -> Bool {
        let trimmed = SplinkDates.trim(text).map { $0 | 0x20 }
        let body = trimmed.first == 0x2D || trimmed.first == 0x2B ? trimmed.dropFirst() : trimmed[...]
        if body.elementsEqual("inf".utf8) || body.elementsEqual("infinity".utf8) || body.elementsEqual("nan".utf8) {
            return true
        }
        let text = String(decoding: trimmed, as: UTF8.self)
        if number(trimmed) == nil, Double(text) != nil { return true }
        let plain = body.filter { $0 != UInt8(ascii: "_") | 0x20 }
        return plain.count < body.count && number(Array(plain)) != nil
            || (body.first == 0x30 && body.dropFirst().first == UInt8(ascii: "x"))
            || (body.first == 0x30 && body.dropFirst().first == UInt8(ascii: "b"))
    }
}
