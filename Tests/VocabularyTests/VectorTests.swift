import Foundation
import Testing
import Vocabulary

/// Other projects' test values, each judged; what deviates is listed with its reason and has to deviate.
@Suite(.enabled(if: Vectors.arePresent, "needs ../shared/data"))
struct VectorTests {
    private static let identifiers = "uk_identifiers/vrm_nino_postcode_nhs_vectors.csv"

    /// Exceptions: counties of the Republic that the suite takes for Northern Ireland's.
    ///
    /// AI was Meath and BI Monaghan; the suite's pattern takes any letter before I. To us the marks are foreign, of
    /// the class `other`.
    private static let countiesOfTheRepublic: Set<String> = ["AI1234", "AI1", "1234AI", "1AI", "ABI1234", "ABI1"]

    @Test("registration marks by class")
    func marksByClass() throws {
        let classes: [String: RegistrationMark.Class] = [
            "vrm:diplomatic": .diplomatic, "vrm:gb1903": .dateless, "vrm:gb1932": .dateless, "vrm:gb1963": .suffix,
            "vrm:gb1983": .prefix, "vrm:gb2001": .current, "vrm:military": .military, "vrm:ni1903": .northernIreland,
            "vrm:ni1966": .northernIreland,
        ]
        var passed = 0
        for row in try Vectors.rows(Self.identifiers) {
            guard let expected = classes[row[0]] else { continue }
            let mark = RegistrationMark(row[1])
            let isValid = mark?.class == expected && mark?.couldBeIssued == true
            let isException = Self.countiesOfTheRepublic.contains(row[1]) && row[0].hasPrefix("vrm:ni")
            #expect((isValid == (row[2] == "valid")) != isException, "\(row)")
            passed += isException ? 0 : 1
        }
        #expect(passed == 76)
    }

    @Test("every mask of the licensing agency can be filled with a mark of the United Kingdom")
    func masks() throws {
        var passed = 0
        for row in try Vectors.rows(Self.identifiers) where row[0] == "vrm:dvla_mask" {
            // A county of Northern Ireland where the letters have to be one; otherwise any letter of every series.
            let fillings = ["AAAAA", "XIAAA", "AIAAA"].map { letters in
                var letters = letters.makeIterator()
                return String(row[1].map { $0 == "A" ? letters.next() ?? "A" : "1" })
            }
            let isUK = fillings.contains {
                RegistrationMark($0).map { $0.class != .other && $0.couldBeIssued } ?? false
            }
            #expect(isUK, "\(row[1]): \(fillings)")
            passed += 1
        }
        #expect(passed == 31)
    }

    // The suite counts values in text: fields are judged as they are, sentences by their words. It also has National
    // Insurance, NHS and passport numbers, which the vocabulary does not read.
    @Test("registration marks, postcodes and driver numbers in fields and sentences")
    func presidio() throws {
        let today = try #require(CalendarDate(parsing: "2026-01-01"))
        var passed = 0
        for row in try Vectors.rows(Self.identifiers) {
            let isOne: (String) -> Bool
            switch row[0] {
            case "uk_vehicle_registration":
                isOne = { RegistrationMark($0).map { $0.class != .other && $0.couldBeIssued(by: today) } ?? false }
            case "uk_postcode": isOne = { Postcode($0).map(\.areaIsKnown) ?? false }
            case "uk_driving_licence": isOne = { DriverNumber($0)?.birth != nil }
            default: continue
            }
            let found = Self.count(row[1], isOne)
            #expect(String(found) == row[2], "\(row)")
            passed += 1
        }
        #expect(passed == 59)
    }

    /// A field is one value; a sentence is searched by pairs of words, then by words.
    private static func count(_ text: String, _ isOne: (String) -> Bool) -> Int {
        let words = text.split(separator: " ").map(String.init)
        guard words.count > 2 else { return isOne(text) ? 1 : 0 }
        var found = 0
        var position = 0
        while position < words.count {
            if position + 1 < words.count, isOne(words[position] + " " + words[position + 1]) {
                found += 1
                position += 2
            } else {
                found += isOne(words[position]) ? 1 : 0
                position += 1
            }
        }
        return found
    }

    private struct PostcodeSuite: Decodable {
        struct Case: Decodable {
            var base: String
            var expected: Expected
        }
        enum Expected: Decodable, Equatable {
            case text(String?)
            case verdict(Bool)
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if container.decodeNil() {
                    self = .text(nil)
                } else if let verdict = try? container.decode(Bool.self) {
                    self = .verdict(verdict)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }
        var tests: [Case]
    }

    @Test(
        "parts of postcodes",
        arguments: [
            "areas", "districts", "incodes", "normalisation", "outcodes", "sectors", "sub-districts", "units",
            "validation",
        ]
    )
    func postcodeParts(_ name: String) throws {
        let suite = try JSONDecoder().decode(PostcodeSuite.self, from: Vectors.data("uk_postcode/\(name).json"))
        try #require(suite.tests.count > 5)
        for test in suite.tests {
            #expect(Self.part(name, of: Postcode(test.base)) == test.expected, "\(name): \(test.base)")
        }
    }

    private static func part(_ name: String, of postcode: Postcode?) -> PostcodeSuite.Expected? {
        switch name {
        case "areas": .text(postcode?.area)
        case "districts": .text(postcode?.district)
        case "incodes": .text(postcode?.inward)
        case "normalisation": .text(postcode?.description)
        case "outcodes": .text(postcode?.outward)
        case "sectors": .text(postcode?.sector)
        case "sub-districts": .text(postcode?.subdistrict)
        case "units": .text(postcode?.unit)
        case "validation": .verdict(postcode != nil)
        default: nil
        }
    }

    @Test("every range of the numbering plan is read, and shown in the plan's format", arguments: [71, 72] as [UInt64])
    func phoneRanges(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        var passed = 0
        let lines = try Vectors.unzipped("libphonenumber/metadata_44_ranges.csv.gz").split(separator: "\n").dropFirst()
        for line in lines {
            let fields = line.split(separator: ";", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            let format = fields[6].replacingOccurrences(of: "\"", with: "")
            for length in fields[1].split(separator: ",").compactMap({ Int($0) }) {
                let national = Self.fill(fields[0], length: length, &dice)
                let number = PhoneNumber("0" + national)
                #expect(number?.description == "+44" + national, "\(fields[0])")
                #expect(PhoneNumber("+44 (0) " + national) == number)
                let groups = number?.display.dropFirst().split(separator: " ").map(\.count) ?? []
                #expect(Self.fits(groups, format), "\(national) in \(format): \(number?.display ?? "")")
                passed += 1
            }
        }
        #expect(passed == 1301)
    }

    @Test("the example numbers are read")
    func phoneExamples() throws {
        let lines = try Vectors.text("libphonenumber/metadata_44_examples.csv").split(separator: "\n").dropFirst()
        for line in lines {
            let number = line.filter(\.isNumber)
            #expect(PhoneNumber(number)?.description == "+44" + number)
        }
        #expect(lines.count == 31)
    }

    /// A number of a range: `113[0-58]` with digits drawn for its classes and for the rest of the length.
    private static func fill(_ range: String, length: Int, _ dice: inout Seeded) -> String {
        var number = ""
        var rest = range[...]
        while let character = rest.popFirst() {
            guard character == "[" else {
                number.append(character == "x" ? Character("\(Int.random(in: 0...9, using: &dice))") : character)
                continue
            }
            var choices: [Character] = []
            while let member = rest.popFirst(), member != "]" {
                if member == "-", let from = choices.last?.wholeNumberValue, let to = rest.popFirst()?.wholeNumberValue
                {
                    choices += (from...to).dropFirst().map { Character("\($0)") }
                } else {
                    choices.append(member)
                }
            }
            number.append(choices[Int.random(in: choices.indices, using: &dice)])
        }
        while number.count < length { number += "\(Int.random(in: 0...9, using: &dice))" }
        return number
    }

    /// Whether the lengths of the groups after the nought are those of a format such as `fixed_3/3/4`.
    private static func fits(_ groups: [Int], _ format: String) -> Bool {
        guard let sizes = format.split(separator: "_").last?.split(separator: "/"), sizes.count == groups.count else {
            return false
        }
        return zip(sizes, groups).allSatisfy { size, group in
            let bounds = size.split(separator: "-").compactMap { Int($0) }
            return group >= bounds[0] && group <= bounds[bounds.count - 1]
        }
    }
}
