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
