import Foundation
import Vocabulary

extension SplinkNumbers {
    /// A function whose first value is a number or a time, none missing.
    static func apply(_ function: SplinkFunction, _ x: Double, _ values: [SplinkValue]) throws(Fault) -> SplinkValue {
        switch function {
        case .arithmetic(let operation):
            guard case .number(let y) = values[1] else { return .null }
            return arithmetic(operation, x, y).map(SplinkValue.number) ?? .null
        case .math(let math): return .number(apply(math, x))
        case .realOfNumber: return .number(Double(Float(x)))
        case .integerOfNumber(let low, let high, let isTry, let halfToEven):
            let rounded = x.rounded(halfToEven ? .toNearestOrEven : .toNearestOrAwayFromZero)
            return try within(rounded, low, high, isTry: isTry, "\(x)")
        case .textOfInteger: return .text(Array(String(Int64(x)).utf8))
        case .textOfDate: return .text(Array(SplinkDates.text(x).utf8))
        case .dayOfTime: return .number(Double(SplinkDates.day(x)) * SplinkDates.secondsADay)
        case .difference(let unit):
            guard case .number(let y) = values[1] else { return .null }
            return SplinkDates.difference(unit, x, y).map(SplinkValue.number) ?? .null
        case .datePart(let part):
            let date = SplinkDates.civil(SplinkDates.day(x))
            return .number(Double(part == "year" ? date.year : part == "month" ? date.month : date.day))
        default: throw SplinkFault.condition("a function of a number")
        }
    }

    /// `nil`, SQL's NULL, for a whole division by zero.
    @inline(__always)
    static func arithmetic(_ operation: SplinkArithmetic, _ x: Double, _ y: Double) -> Double? {
        switch operation {
        case .add: return x + y
        case .subtract: return x - y
        case .multiply: return x * y
        case .divide: return x / y
        case .quotient: return y == 0 ? nil : (x / y).rounded(.towardZero)
        case .remainder: return y == 0 ? nil : x.truncatingRemainder(dividingBy: y)
        }
    }

    static func apply(_ math: SplinkMath, _ x: Double) -> Double {
        switch math {
        case .abs: abs(x)
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        case .sqrt: x.squareRoot()
        case .ln: log(x)
        case .log2: Foundation.log2(x)
        case .log10: Foundation.log10(x)
        case .exp: Foundation.exp(x)
        case .sin: Foundation.sin(x)
        case .cos: Foundation.cos(x)
        case .tan: Foundation.tan(x)
        case .asin: Foundation.asin(x)
        case .acos: Foundation.acos(x)
        case .atan: Foundation.atan(x)
        case .radians: x * (Double.pi / 180)
        case .degrees: x * (180 / Double.pi)
        case .negative: -x
        }
    }

    static func within(
        _ value: Double,
        _ low: Double,
        _ high: Double,
        isTry: Bool,
        _ shown: @autoclosure () -> String
    ) throws(Fault) -> SplinkValue {
        if value >= low, value <= high { return .number(value) }
        if isTry { return .null }
        throw failedCast(shown(), "a whole number")
    }

    static func failedCast(_ text: String, _ what: String) -> Fault {
        SplinkFault.records(
            "the model casts `\(text)` to \(what), which fails",
            help: "mend the value, or write `try_cast` (`try_strptime`) in the model"
        )
    }
}
