using System.Reflection;

namespace Slipway.LocalHost.Tests.Api;

/// <summary>
/// Writes a type as C# does, fully qualified. The flags are those the compiler emits for nullable reference types: one for the type
/// itself and one for each part of it, in the order of reading; non-generic value types have none, Nullable&lt;T&gt; has T's.
/// </summary>
internal sealed class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    private readonly byte[] _flags;
    private int _next;

    private TypeText(byte[] flags)
    {
        _flags = flags;
    }

    /// <summary>A type without any nullability, as in a base list.</summary>
    public static string Of(Type type) => new TypeText([0]).Write(type);

    /// <summary>The type of a parameter, property or field, with its nullability.</summary>
    public static string Of(Type type, ICustomAttributeProvider annotated, MemberInfo member)
        => new TypeText(Flags(annotated, member)).Write(type);

    /// <summary>A type's own name with its generic parameters, without nullability and constraints.</summary>
    public static string Definition(Type type) => Of(type);

    private static byte[] Flags(ICustomAttributeProvider annotated, MemberInfo member)
    {
        var attribute = Find(annotated, "System.Runtime.CompilerServices.NullableAttribute");
        if (attribute is not null)
        {
            var value = attribute.GetType().GetField("NullableFlags")!.GetValue(attribute);
            return (byte[])value!;
        }

        for (ICustomAttributeProvider? scope = member; scope is not null; scope = Outer(scope))
        {
            if (Find(scope, "System.Runtime.CompilerServices.NullableContextAttribute") is { } context)
            {
                return [(byte)context.GetType().GetField("Flag")!.GetValue(context)!];
            }
        }

        return [0];
    }

    private static ICustomAttributeProvider? Outer(ICustomAttributeProvider scope)
        => scope switch
        {
            MemberInfo { DeclaringType: { } declaring } => declaring,
            Type type => type.Module,
            _ => null,
        };

    private static object? Find(ICustomAttributeProvider provider, string name)
        => provider.GetCustomAttributes(inherit: false).FirstOrDefault(attribute => attribute.GetType().FullName == name);

    private string Write(Type type)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Write(underlying) + "?";
        }

        if (type.IsValueType && !type.IsGenericParameter)
        {
            if (type.IsGenericType)
            {
                Take();
            }

            return Named(type);
        }

        var suffix = Take() == 2 ? "?" : string.Empty;
        if (type.IsArray)
        {
            return Write(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]" + suffix;
        }

        return (type.IsGenericParameter ? type.Name : Named(type)) + suffix;
    }

    private byte Take() => _flags.Length == 1 ? _flags[0] : _flags[_next++];

    private string Named(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        var arguments = new Queue<Type>(type.GetGenericArguments());
        var chain = new List<Type>();
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
        {
            chain.Insert(0, outer);
        }

        var parts = chain.Select(part => Part(part, arguments));
        return (type.Namespace is null ? string.Empty : type.Namespace + ".") + string.Join(".", parts);
    }

    private string Part(Type part, Queue<Type> arguments)
    {
        var tick = part.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
        {
            return part.Name;
        }

        var count = int.Parse(part.Name[(tick + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var written = Enumerable.Range(0, count).Select(_ => Write(arguments.Dequeue()));
        return $"{part.Name[..tick]}<{string.Join(", ", written)}>";
    }
}
