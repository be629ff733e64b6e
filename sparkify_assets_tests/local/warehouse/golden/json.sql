-- JSON functions.

-- A path of keys; what isn't there is an empty string.
-- page: JSON_EXTRACT_PATH_TEXT
select json_extract_path_text('{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}', 'f4', 'f6'), json_extract_path_text('{"a":1}', 'b'), json_extract_path_text('{"a":1.5}', 'a'), json_extract_path_text('{"A":1}', 'a');
--> 'star' | '' | '1.5' | ''

-- An object inside comes out as text.
-- page: JSON_EXTRACT_PATH_TEXT
select json_extract_path_text('{"a":{"b":[1,2]}}', 'a'), json_extract_path_text('{"a":true}', 'a');
--> '{"b":[1,2]}' | 'true'

-- Invalid JSON is an error, or NULL when that is asked for.
-- page: JSON_EXTRACT_PATH_TEXT
select json_extract_path_text('{"f4":{"f6":"star"}', 'f4', 'f6', true);
--> null
select json_extract_path_text('{"f4":{"f6":"star"}', 'f4', 'f6');
--> error

-- An array's elements count from 0; beyond it, and before it, is an empty string.
-- page: JSON_EXTRACT_ARRAY_ELEMENT_TEXT
select json_extract_array_element_text('[111,112,113]', 2), json_extract_array_element_text('[111,112,113]', 3), json_extract_array_element_text('[111,112,113]', -1), json_extract_array_element_text('["a"]', 0);
--> '113' | '' | '' | 'a'

-- NULL for an invalid array when that is asked for.
-- page: JSON_EXTRACT_ARRAY_ELEMENT_TEXT
select json_extract_array_element_text('["a",["b",1,["c",2,3,null,]]]', 1, true);
--> null

-- An array's length.
-- page: JSON_ARRAY_LENGTH
select json_array_length('[11,12,13,{"f1":21,"f2":[25,26]},14]'), json_array_length('[11,12', true);
--> 5 | null

-- Is it JSON? An object and an array are asked for apart.
-- page: IS_VALID_JSON
select is_valid_json('{"a":2}'), is_valid_json('{"a"'), is_valid_json_array('[1,2]'), is_valid_json_array('{"a":2}'), is_valid_json_array('[1,'), is_valid_json_array('[]');
--> true | false | true | false | false | true

-- Numbers come out as they are written.
-- page: JSON_EXTRACT_PATH_TEXT
select json_extract_path_text('{"price":19.90}', 'price'), json_extract_path_text('{"a":{"b":2e3,"c":"1.0"}}', 'a'), json_extract_array_element_text('[0.10,1]', 0);
--> '19.90' | '{"b":2e3,"c":"1.0"}' | '0.10'

-- A path has five elements at most.
-- page: JSON_EXTRACT_PATH_TEXT
select json_extract_path_text('{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}', 'a', 'b', 'c', 'd', 'e');
--> '{"f":1}'
select json_extract_path_text('{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}', 'a', 'b', 'c', 'd', 'e', 'f');
--> error 42883

-- An object is no array, and an array no object.
-- page: JSON_ARRAY_LENGTH
select json_array_length('{"a":1}', true), json_extract_array_element_text('{"a":1}', 0, true), json_extract_path_text('[1]', 'a', true), json_array_length('[]');
--> null | null | null | 0
select json_array_length('{"a":1}');
--> error

-- Blanks between the parts of a document mean nothing.
-- page: JSON_SERIALIZE
select json_serialize(json_parse('{"a b" : [1, "x y" , 2.50]}'));
-- types: varchar
--> '{"a b":[1,"x y",2.50]}'

-- Arrays and objects of values.
-- page: r_array
select array(1, 50, null, 100), array(1, 'abc', true, 3.14), array_concat(array(1, 2), array('ab')), split_to_array('12|345|6789', '|');
-- types: super, super, super, super
--> '[1,50,null,100]' | '[1,"abc",true,3.14]' | '[1,2,"ab"]' | '["12","345","6789"]'
select array_flatten(array(array(1, 2), array(3))), subarray(array('a', 'b', 'c', 'd'), 1, 2), get_array_length(array(1, 2, 3));
-- types: super, super, integer
--> '[1,2,3]' | '["b","c"]' | 3

-- An object from a table's columns.
-- page: r_object_function
create temp table bar (k varchar, v super);
insert into bar values ('k1', json_parse('[1]')), ('k2', json_parse('{}'));
select object(k, v), json_typeof(v), is_array(v), is_object(v) from bar order by k;
-- types: super, varchar, boolean, boolean
--> '{"k1":[1]}' | 'array' | true | false
--> '{"k2":{}}' | 'object' | false | true
select object('a', object('aa', 1), 'b', array(2, 3), 'c', json_parse('{}'), 'd', 3.14), object();
--> '{"a":{"aa":1},"b":[2,3],"c":{},"d":3.14}' | '{}'
