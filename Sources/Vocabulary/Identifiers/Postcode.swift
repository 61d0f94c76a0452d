/// A United Kingdom postcode: `LS6 3AA`.
///
/// Read by the pattern GOV.UK publishes for bulk data, with GIR 0AA; British Forces Post Office numbers (`BFPO 61`),
/// which the pattern misses, are read as well. A postcode is not a location: prefer a UPRN, then a USRN, then a
/// coordinate with its radius and source.
package struct Postcode: Hashable, Sendable, CustomStringConvertible {
    /// The canonical form: upper case, one space before the last three characters: `LS6 3AA`, `BFPO 61`.
    package let description: String

    /// Reads any case and spacing: `ls63aa`; `nil` for what is no postcode.
    ///
    /// The first character of the inward code is a digit, so a letter O there is read as nought and a letter I as
    /// one: `LS6 OAA` is `LS6 0AA`.
    package init?(_ text: String) {
        guard let compact = Compact(text, punctuation: .drop) else { return nil }
        if compact.has("BFPO", at: 0) {
            let start = compact.has("CO", at: 4) ? 6 : 4
            guard (1...4).contains(compact.count - start), let number = compact.number(start..<compact.count),
                number > 0
            else { return nil }
            description = "BFPO \(number)"
            return
        }
        guard (5...7).contains(compact.count) else { return nil }
        var code = compact
        let split = code.count - 3
        if code[split] == UInt8(ascii: "O") { code[split] = UInt8(ascii: "0") }
        if code[split] == UInt8(ascii: "I") { code[split] = UInt8(ascii: "1") }
        guard code.has("GIR0AA", at: 0) && code.count == 6 || Self.isOutward(code, split) && Self.isInward(code, split)
        else { return nil }
        description = String(ascii: code.count + 1) { out in
            for position in 0..<code.count {
                if position == split { out.put(UInt8(ascii: " ")) }
                out.put(code[position])
            }
        }
    }

    /// What is before the space: `LS6`, `EC1A`.
    ///
    /// Royal Mail calls it the district.
    package var outward: String { String(description.prefix { $0 != " " }) }

    /// What is after the space: `3AA`; the number of a forces post office.
    package var inward: String { String(description.drop { $0 != " " }.dropFirst()) }

    /// The letters it begins with: `LS`.
    package var area: String { String(description.prefix { !$0.isNumber && $0 != " " }) }

    /// The area with its number, without the letter some London codes end in: `LS6`, `EC1` of `EC1A 1BB`.
    package var district: String {
        let outward = outward
        guard let last = outward.utf8.last, last.isUpper, outward.utf8.contains(where: \.isDigit) else {
            return outward
        }
        return String(outward.dropLast())
    }

    /// The outward code where it ends in a letter: `EC1A`; otherwise `nil`.
    package var subdistrict: String? {
        let outward = outward
        return outward == district ? nil : outward
    }

    /// The outward code with the first digit of the inward code: `LS6 3`; `nil` for the forces.
    package var sector: String? { isForces ? nil : String(description.dropLast(2)) }

    /// The last two letters: `AA`; `nil` for the forces.
    package var unit: String? { isForces ? nil : String(description.suffix(2)) }

    /// Whether it is a British Forces Post Office number, which has no place on a map of the country.
    package var isForces: Bool { description.utf8.count > 4 && description.hasPrefix("BFPO") }

    /// Whether the letters are one of the areas that exist, of Royal Mail or the Crown dependencies.
    ///
    /// The published pattern lets through areas that do not, such as QA and MA.
    package var areaIsKnown: Bool {
        let area = area
        return isForces || area == "GIR" || Self.areas.contains(area)
    }

    private static func isOutward(_ code: Compact, _ end: Int) -> Bool {
        guard code[0].isUpper else { return false }
        if code[1].isDigit {
            switch end {
            case 2: return true
            case 3: return code[2].isDigit || code[2].isUpper
            default: return false
            }
        }
        guard code[1].isUpper, code[1] != UInt8(ascii: "I"), code[1] != UInt8(ascii: "Z") else { return false }
        switch end {
        case 3: return code[2].isDigit || code[2].isUpper
        case 4: return code[2].isDigit && (code[3].isDigit || code[3].isUpper)
        default: return false
        }
    }

    private static func isInward(_ code: Compact, _ start: Int) -> Bool {
        code[start].isDigit && isUnitLetter(code[start + 1]) && isUnitLetter(code[start + 2])
    }

    /// Letters other than C, I, K, M, O and V.
    private static func isUnitLetter(_ byte: UInt8) -> Bool {
        byte.isUpper && !"CIKMOV".utf8.contains(byte)
    }

    private static let areas: Set<String> = [
        "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF", "CH", "CM",
        "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX",
        "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE",
        "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG",
        "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG",
        "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS",
        "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
    ]
}
