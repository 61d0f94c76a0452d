import Foundation
import Testing
import Vocabulary

@Suite struct CalendarDateTests {
    @Test(
        "ISO forms are read and written alike",
        arguments: ["1991-03-14", "1991-03", "1991", "2000-02-29", "0001-01-01"]
    )
    func iso(_ text: String) { #expect(CalendarDate(parsing: text)?.description == text) }

    @Test(
        "what is not ISO is refused by the ISO reader",
        arguments: [
            "", "91", "1991-3-14", "1991/03/14", "1991-02-29", "1900-02-29", "1991-13", "1991-00", "19910314",
            "1991 -03", "1991-03-14T00:00",
        ]
    )
    func notISO(_ text: String) { #expect(CalendarDate(parsing: text) == nil) }

    @Test(
        "the ways dates are written",
        arguments: [
            ("14/03/1991", "1991-03-14"), ("14.3.91", "1991-03-14"), ("14-MAR-1991", "1991-03-14"),
            ("14 Mar 1991", "1991-03-14"),
            ("14th March 1991", "1991-03-14"), ("Mar 14, 1991", "1991-03-14"), ("March 1991", "1991-03"),
            ("03/1991", "1991-03"),
            ("1991", "1991"), ("14031991", "1991-03-14"), ("19910314", "1991-03-14"), ("1991-03-14", "1991-03-14"),
            ("1991/3/14", "1991-03-14"), ("1991-03", "1991-03"), ("14/03/1991 00:00:00", "1991-03-14"),
            ("1991-03-14T09:30:00Z", "1991-03-14"), ("00/03/1991", "1991-03"), ("00/00/1991", "1991"),
            ("20121012", "2012-10-12"),
            ("1-1-29", "2029-01-01"), ("1-1-30", "1930-01-01"), (" 14 / 03 / 1991 ", "1991-03-14"),
            ("2nd sept 1984", "1984-09-02"),
        ]
    )
    func written(_ text: String, _ date: String) {
        #expect(CalendarDate(text, order: .dayFirst)?.description == date)
    }

    @Test("the order of numbers is the caller's, and so is the century")
    func order() {
        #expect(CalendarDate("03/14/1991", order: .monthFirst)?.description == "1991-03-14")
        #expect(CalendarDate("03/14/1991", order: .dayFirst) == nil)
        #expect(CalendarDate("91/03/14", order: .yearFirst)?.description == "1991-03-14")
        #expect(CalendarDate("03141991", order: .monthFirst)?.description == "1991-03-14")
        #expect(CalendarDate("1/2/27", order: .dayFirst, centuryEnding: 2026)?.description == "1927-02-01")
        #expect(CalendarDate("1/2/26", order: .dayFirst, centuryEnding: 2026)?.description == "2026-02-01")
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "unknown", "31/02/1991", "32/01/1991", "14/00/1991", "14/13/1991", "1/2/3/4", "14//", "14 Foo 1991",
            "99999999",
            "14/03/991", "14 March", "123456789012", "14031991x", "٣/٣/١٩٩١",
        ]
    )
    func refused(_ text: String) { #expect(CalendarDate(text, order: .dayFirst) == nil) }

    @Test("known less fully comes before; otherwise the calendar's order")
    func comparison() throws {
        let texts = ["1990-12-31", "1991", "1991-03", "1991-03-01", "1991-03-14", "1991-04"]
        let dates = try texts.map { try #require(CalendarDate(parsing: $0)) }
        #expect(dates.shuffled().sorted() == dates)
    }

    @Test("day numbers agree with the calendar over four thousand years")
    func dayNumbers() throws {
        #expect(CalendarDate(parsing: "1970-01-01")?.dayNumber == 0)
        #expect(CalendarDate(parsing: "2000-03-01")?.dayNumber == 11_017)
        #expect(CalendarDate(parsing: "1991-03")?.dayNumber == nil)
        #expect(CalendarDate(parsing: "2026-11-19")?.weekday == 4)
        #expect(CalendarDate(parsing: "1960-01-01")?.weekday == 5)
        var number = try #require(CalendarDate(year: 1, month: 1, day: 1)?.dayNumber)
        for year in 1...4000 {
            for month in 1...12 {
                for day in 1...CalendarDate.days(inMonth: month, of: year) {
                    let date = CalendarDate(year: year, month: month, day: day)
                    if date?.dayNumber != number || CalendarDate(dayNumber: number) != date {
                        Issue.record("\(year)-\(month)-\(day) is not day \(number)")
                        return
                    }
                    number += 1
                }
            }
        }
        #expect(CalendarDate(dayNumber: 2_932_896)?.description == "9999-12-31")
        #expect(CalendarDate(dayNumber: 2_932_897) == nil)
        #expect(CalendarDate(dayNumber: -719_163) == nil)
    }

    @Test("ages are completed years, and a range where a date is known in part")
    func ages() throws {
        let birth = try #require(CalendarDate(parsing: "2000-02-29"))
        let eve = try #require(CalendarDate(parsing: "2001-02-28"))
        let after = try #require(CalendarDate(parsing: "2001-03-01"))
        #expect(birth.age(on: eve) == 0)
        #expect(birth.age(on: after) == 1)
        #expect(eve.age(on: birth) == nil)
        let year = try #require(CalendarDate(year: 1991))
        #expect(year.age(on: after) == nil)
        #expect(year.ages(on: after) == 9...10)
        #expect(birth.ages(on: after) == 1...1)
        #expect(year.ages(on: year) == 0...0)
        #expect(after.ages(on: birth) == nil)
    }

    @Test("dates of the JSON Schema suite", .enabled(if: Vectors.arePresent, "needs ../shared/data"))
    func suite() throws {
        for vector in try SchemaVectors.valid("json_schema_suite/optional/format/date.json") {
            // ISO 8601 knows years and months too; the suite's format is the whole day.
            let read = CalendarDate(parsing: vector.text)?.isComplete ?? false
            let isTrimmed = vector.text == vector.text.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect((read && isTrimmed) == vector.isValid, "\(vector.text): \(vector.title)")
        }
    }
}

/// The string cases of a JSON Schema format suite.
enum SchemaVectors {
    private struct Group: Decodable { var tests: [Case] }
    private struct Case: Decodable {
        var description: String
        var data: Text
        var valid: Bool
    }
    private struct Text: Decodable {
        var value: String?
        init(from decoder: any Decoder) throws {
            value = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    static func valid(_ path: String) throws -> [(title: String, text: String, isValid: Bool)] {
        let groups = try JSONDecoder().decode([Group].self, from: Vectors.data(path))
        let cases = groups.flatMap(\.tests).compactMap { test in
            test.data.value.map { (title: test.description, text: $0, isValid: test.valid) }
        }
        try #require(!cases.isEmpty)
        return cases
    }
}
